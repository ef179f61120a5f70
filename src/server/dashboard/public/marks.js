import { h, s } from './dom.js'

/** Small marks inside tables: bars and sparklines. Decoration: the number always stands beside it. */

/** A bar from the middle to the right (positive) or left (negative), as long as `value / limit`. */
export function signedBar(value, limit) {
  const share = limit > 0 ? Math.min(1, Math.abs(value ?? 0) / limit) : 0
  return h('span', { class: 'bar signed', 'aria-hidden': true }, mark(value, share))
}

/** A bar from the left. */
export function bar(value, limit) {
  const share = limit > 0 ? Math.min(1, Math.abs(value ?? 0) / limit) : 0
  return h('span', { class: 'bar', 'aria-hidden': true }, mark(value, share))
}

const mark = (value, share) => h('i', { class: value < 0 ? 'neg' : 'pos', vars: { share } })

/** A line through values (nulls are left out), with its zero line. */
export function sparkline(values, { width = 96, height = 22 } = {}) {
  const known = values.filter((value) => value !== null && value !== undefined)
  if (known.length < 2) return h('span', { class: 'dim' }, '')
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const y = (value) => height - 1 - ((value - low) / (high - low || 1)) * (height - 2)
  const x = (i) => (i / (values.length - 1)) * width
  const points = values.flatMap((value, i) =>
    value === null || value === undefined ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`],
  )
  return s(
    'svg',
    { class: 'spark', width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': true },
    s('line', { x1: 0, x2: width, y1: y(0), y2: y(0) }),
    s('polyline', { points: points.join(' ') }),
  )
}

export const largest = (values) =>
  values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0)
