import { percent } from './table.js'

export interface Curve {
  readonly name: string
  /** `[T]`, the dates of the chart. */
  readonly values: readonly number[]
  readonly colour: string
  readonly dashed?: boolean
}

export interface CurveChart {
  readonly dates: readonly string[]
  readonly curves: readonly Curve[]
}

const [WIDTH, HEIGHT] = [960, 340]
const [LEFT, RIGHT, TOP, BOTTOM] = [54, 12, 30, 24]
/** Points along the width: more cannot be told apart. */
const POINTS = 700
const STEPS = [1, 2, 2.5, 5, 10]

/** Curves over dates as an SVG: 0 always in view, years below, a legend above. */
export function curveChart({ dates, curves }: CurveChart): string {
  const all = curves.flatMap(({ values }) => values)
  const ticks = ticksOf(Math.min(0, ...bounds(all)), Math.max(0, ...bounds(all)))
  const [low, high] = [ticks[0], ticks[ticks.length - 1]]
  const x = (t: number) => LEFT + (t / Math.max(1, dates.length - 1)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM)
  const grid = ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="var(--line)" stroke-width="${tick === 0 ? 1.5 : 1}"/>` +
      `<text x="${LEFT - 8}" y="${round(y(tick) + 4)}" text-anchor="end">${percent(tick, 0)}</text>`,
  )
  const years = yearStarts(dates).map(
    ({ year, t }) =>
      `<text x="${round(x(t))}" y="${HEIGHT - 6}" text-anchor="middle">${year}</text>`,
  )
  const legend = curves.map(({ name, colour, dashed }, i) => {
    const at = LEFT + i * 140
    return (
      `<line x1="${at}" x2="${at + 22}" y1="12" y2="12" stroke="${colour}" stroke-width="2"${dash(dashed)}/>` +
      `<text x="${at + 28}" y="16">${name}</text>`
    )
  })
  const lines = curves.map(({ values, colour, dashed }) => {
    const path = sampled(values.length).map((t) => `${round(x(t))},${round(y(values[t]))}`)
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round"${dash(dashed)}/>`
  })
  const names = curves.map(({ name }) => name).join(', ')
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Cumulative ${names}">${[...grid, ...years, ...legend, ...lines].join('\n')}</svg>`
}

function dash(dashed: boolean | undefined): string {
  return dashed ? ' stroke-dasharray="5 4"' : ''
}

/** Round values over the range, one beyond each end. */
function ticksOf(low: number, high: number): number[] {
  const rough = (high - low || 0.01) / 6
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)]
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step + 0)
}

function sampled(length: number): number[] {
  const count = Math.min(length, POINTS)
  return Array.from({ length: count }, (_, i) =>
    Math.round((i / Math.max(1, count - 1)) * (length - 1)),
  )
}

function yearStarts(dates: readonly string[]): { year: string; t: number }[] {
  const starts = dates.flatMap((date, t) =>
    t > 0 && date.slice(0, 4) === dates[t - 1].slice(0, 4) ? [] : [{ year: date.slice(0, 4), t }],
  )
  const every = Math.ceil(starts.length / 14)
  return starts.filter((_, i) => i % every === 0)
}

function bounds(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [0, 0],
  )
}

function round(value: number): string {
  return value.toFixed(1)
}
