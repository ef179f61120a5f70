import { h, s } from '../dom.js'
import { fixed, percent } from '../format.js'

const WIDTH = 280
const HEIGHT = 110

/** A small curve over dates with its zero line and a mark at the chosen date; null without values. */
export function curve({ label, value, dates, values, format, date }) {
  const known = values.filter((each) => each !== null)
  if (known.length < 2) return null
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const y = (each) => HEIGHT - 4 - ((each - low) / (high - low || 1)) * (HEIGHT - 8)
  const x = (t) => 4 + (t / (dates.length - 1)) * (WIDTH - 8)
  const points = values.flatMap((each, t) =>
    each === null ? [] : [`${x(t).toFixed(1)},${y(each).toFixed(1)}`],
  )
  const chosen = dates.indexOf(date)
  return figure({
    label,
    value,
    ends: [format(high), format(low)],
    marks: [
      s('line', { class: 'zero', x1: 0, x2: WIDTH, y1: y(0), y2: y(0) }),
      chosen >= 0 && s('line', { class: 'zero', x1: x(chosen), x2: x(chosen), y1: 0, y2: HEIGHT }),
      s('g', { class: 'seed-line hue-0' }, s('polyline', { points: points.join(' ') })),
    ],
  })
}

/** Shares of |z| as bars, those of a normal distribution as lines across them; null without bins. */
export function reliabilityChart({ bins, label, value }) {
  if (bins.length === 0) return null
  const most = Math.max(...bins.flatMap(({ share, expected }) => [share, expected]))
  const step = WIDTH / bins.length
  const height = (share) => (share / most) * (HEIGHT - 4)
  return figure({
    label,
    value,
    ends: [percent(most, 0), '0'],
    marks: bins.map(({ from, to, share, expected }, i) =>
      s(
        'g',
        null,
        s('title', null, `${rangeOf(from, to)}: ${percent(share)}, expected ${percent(expected)}`),
        s('rect', {
          class: 'share',
          x: i * step + 2,
          width: step - 4,
          y: HEIGHT - height(share),
          height: height(share),
        }),
        s('line', {
          class: 'expected',
          x1: i * step,
          x2: (i + 1) * step,
          y1: HEIGHT - height(expected),
          y2: HEIGHT - height(expected),
        }),
      ),
    ),
    below: h(
      'div',
      { class: 'bins dim', 'aria-hidden': true },
      bins.map(({ from, to }) => h('span', null, to === null ? `≥${from}` : fixed(from, 1))),
    ),
  })
}

const rangeOf = (from, to) => (to === null ? `|z| from ${from}` : `|z| ${from} to ${to}`)

function figure({ label, value, ends, marks, below }) {
  return h(
    'figure',
    null,
    h('figcaption', null, h('b', null, label), h('span', null, value)),
    h(
      'div',
      { class: 'multiple' },
      h(
        'div',
        { class: 'ends dim', 'aria-hidden': true },
        ends.map((end) => h('span', null, end)),
      ),
      s(
        'svg',
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${label}: ${value}` },
        marks,
      ),
    ),
    below,
  )
}
