import { h } from './dom.js'
import { fixed, signedPercent } from './format.js'
import { largest } from './marks.js'
import { tradingDateAt } from './series.js'
import { go } from './state.js'

/**
 * Picks a trading date of a split: a slider over the daily net returns, steps, and a calendar that
 * falls on the trading date at or before. `dates` may end with the live split's next date.
 */
export function datePicker({ date, dates, pnlSeries }) {
  const index = dates.indexOf(date)
  const choose = (i) =>
    go({ date: dates[Math.max(0, Math.min(dates.length - 1, i))] }, { replace: true })
  const step = (by, label, id, text) =>
    h(
      'button',
      {
        type: 'button',
        id,
        'aria-label': label,
        disabled: !dates[index + by],
        onclick: () => choose(index + by),
      },
      text,
    )
  const shown = h('span', { class: 'day dim' }, dayText(date, pnlSeries))
  return h(
    'div',
    { class: 'dates', role: 'group', 'aria-label': 'Trading date' },
    h(
      'div',
      { class: 'date-controls' },
      step(-1, 'Trading date before', 'date-before', '‹'),
      h('input', {
        type: 'date',
        id: 'date',
        'aria-label': 'Trading date',
        value: date,
        min: dates[0],
        max: dates.at(-1),
        onchange: ({ target }) => target.value && go({ date: tradingDateAt(dates, target.value) }),
      }),
      step(1, 'Trading date after', 'date-after', '›'),
      shown,
    ),
    strip(
      pnlSeries,
      dates,
      index,
      (i) => choose(i),
      (i) => shown.replaceChildren(`${dates[i]}: ${dayText(dates[i], pnlSeries)}`),
    ),
  )
}

function dayText(date, { dates, gross, net, hedgedNet, turnover }) {
  const i = dates.indexOf(date)
  if (i < 0) return 'next date: decided, not yet earned'
  return `net ${signedPercent(net[i], 2)} · hedged ${signedPercent(hedgedNet[i], 2)} · gross ${signedPercent(gross[i], 2)} · turnover ${fixed(turnover[i], 3)}`
}

const STRIP_HEIGHT = 34

function strip({ net }, dates, index, onChoose, onPreview) {
  const canvas = h('canvas', { height: STRIP_HEIGHT, 'aria-hidden': true })
  requestAnimationFrame(() => drawStrip(canvas, net, dates.length, index))
  return h(
    'div',
    { class: 'strip' },
    canvas,
    h('input', {
      type: 'range',
      id: 'date-slider',
      'aria-label': 'Trading date, by daily net return',
      'aria-valuetext': dates[index],
      min: 0,
      max: dates.length - 1,
      value: index,
      oninput: ({ target }) => {
        drawStrip(canvas, net, dates.length, Number(target.value))
        onPreview(Number(target.value))
      },
      onchange: ({ target }) => onChoose(Number(target.value)),
    }),
  )
}

function drawStrip(canvas, values, length, chosen) {
  const style = getComputedStyle(canvas)
  const scale = devicePixelRatio
  const width = canvas.clientWidth
  canvas.width = width * scale
  canvas.height = STRIP_HEIGHT * scale
  const ctx = canvas.getContext('2d')
  ctx.scale(scale, scale)
  const limit = largest(values) || 1
  const middle = STRIP_HEIGHT / 2
  const step = width / length
  for (let i = 0; i < length; i++) {
    if (i === chosen) {
      ctx.fillStyle = style.getPropertyValue('--chosen-shade')
      ctx.fillRect(i * step - 3, 0, step + 6, STRIP_HEIGHT)
    }
    const tall = ((values[i] ?? 0) / limit) * (middle - 1)
    ctx.fillStyle = style.getPropertyValue(
      i === chosen ? '--text' : tall < 0 ? '--short' : '--long',
    )
    ctx.fillRect(
      i * step,
      middle - Math.max(tall, 0),
      Math.max(1, step - 0.6),
      Math.max(0.6, Math.abs(tall)),
    )
  }
}
