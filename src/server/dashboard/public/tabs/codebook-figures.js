import { h, s } from '../dom.js'
import { percent, signedPercent } from '../format.js'
import { largest } from '../marks.js'
import { cumulate } from '../series.js'
import { go, hrefFor } from '../state.js'

const CURVE = 74
const STRIP = { top: 82, height: 18 }

/**
 * Cumulative net PnL of the test range, and under it the code of each date, coloured by the mean return of
 * the market on the days that the code encodes. A tick marks each date of the chosen code.
 */
export function codeStrip({ codes, book, pnlSeries, date, chosen }) {
  if (codes.length < 2) return null
  const limit = largest(book.codes.map((each) => each.marketReturnOwnDay))
  const at = codes.findIndex((each) => each.date === date)
  const label = 'Net PnL, and the code of each date'
  return h(
    'figure',
    { class: 'code-strip' },
    h(
      'figcaption',
      null,
      h('b', null, label),
      h(
        'span',
        { class: 'dim' },
        'Blue: codes of days on which the market rose; orange: on which it fell. Click for a date.',
      ),
    ),
    s(
      'svg',
      {
        viewBox: `0 0 ${codes.length} ${STRIP.top + STRIP.height}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': `${label}: ${codes.length} dates, code ${chosen} on ${codes.filter(({ code }) => code === chosen).length}`,
      },
      at >= 0 &&
        s('rect', {
          class: 'chosen',
          x: at,
          width: 1,
          y: 0,
          height: STRIP.top + STRIP.height,
        }),
      netCurve(codes, pnlSeries),
      codes.map((each, t) => stripCell(each, t, book.codes[each.code], { limit, chosen })),
    ),
  )
}

function netCurve(codes, { dates, net }) {
  const rows = new Map(dates.map((date, i) => [date, i]))
  const sums = cumulate(net)
  const [low, high] = [Math.min(0, ...sums), Math.max(0, ...sums)]
  const y = (value) => CURVE - 2 - ((value - low) / (high - low || 1)) * (CURVE - 4)
  const points = codes.flatMap(({ date }, t) => {
    const value = sums[rows.get(date) ?? -1]
    return value === undefined ? [] : [`${t + 0.5},${y(value).toFixed(1)}`]
  })
  return [
    s('line', { class: 'zero', x1: 0, x2: codes.length, y1: y(0), y2: y(0) }),
    s('polyline', { class: 'net', points: points.join(' ') }),
  ]
}

function stripCell({ date, code }, t, { marketReturnOwnDay: mean }, { limit, chosen }) {
  const share = limit > 0 ? Math.abs(mean ?? 0) / limit : 0
  return s(
    'g',
    {
      class: code === chosen ? 'cell of-chosen' : 'cell',
      onclick: () => go({ date, code: undefined }),
    },
    s('title', null, `${date}: code ${code}, market ${signedPercent(mean, 2)} on its days`),
    s('rect', {
      class: mean < 0 ? 'neg' : 'pos',
      vars: { share },
      x: t,
      width: 1,
      y: STRIP.top,
      height: STRIP.height,
    }),
    code === chosen && s('rect', { class: 'tick', x: t, width: 1, y: STRIP.top - 6, height: 4 }),
  )
}

const USAGE = { width: 960, height: 92 }

/** Share of each code in the test range as a bar, in training as a line across it; a bar is a link. */
export function usageChart({ codes }, chosen) {
  const test = sharesOf(codes.map(({ usageTest }) => usageTest))
  const train = sharesOf(codes.map(({ usageTrain }) => usageTrain))
  const most = largest([...test, ...train]) || 1
  const step = USAGE.width / codes.length
  const height = (share) => (share / most) * (USAGE.height - 4)
  const label = 'Usage of the codes'
  return h(
    'figure',
    { class: 'usage' },
    h(
      'figcaption',
      null,
      h('b', null, label),
      h('span', { class: 'dim' }, `Bars: test range; lines: training. Highest ${percent(most)}.`),
    ),
    s(
      'svg',
      {
        viewBox: `0 0 ${USAGE.width} ${USAGE.height}`,
        preserveAspectRatio: 'none',
        'aria-label': label,
      },
      codes.map(({ code }, k) =>
        s(
          'a',
          {
            href: hrefFor({ code }),
            class: code === chosen ? 'chosen' : null,
            'aria-label': `code ${code}`,
          },
          s(
            'title',
            null,
            `code ${code}: ${percent(test[k])} of the test range, ${percent(train[k])} of training`,
          ),
          s('rect', { class: 'hit', x: k * step, width: step, y: 0, height: USAGE.height }),
          s('rect', {
            class: 'share',
            x: k * step + step * 0.12,
            width: step * 0.76,
            y: USAGE.height - height(test[k]),
            height: height(test[k]),
          }),
          s('line', {
            class: 'expected',
            x1: k * step,
            x2: (k + 1) * step,
            y1: USAGE.height - height(train[k]),
            y2: USAGE.height - height(train[k]),
          }),
        ),
      ),
    ),
  )
}

function sharesOf(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => (total === 0 ? 0 : count / total))
}
