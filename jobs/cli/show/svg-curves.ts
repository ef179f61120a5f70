import { at, first, last } from '../../../src/lib/at.js'
import { yearOf } from '../../../src/lib/dates.js'
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
/** Points along the width; more could not be distinguished. */
const POINTS = 700
const STEPS = [1, 2, 2.5, 5, 10]
const MOST_YEARS = 14

/** Curves over dates as an SVG: 0 always in view, years below, a legend above. */
export function curveChart({ dates, curves }: CurveChart): string {
  const all = curves.flatMap(({ values }) => values)
  const ticks = ticksOf(Math.min(0, ...bounds(all)), Math.max(0, ...bounds(all)))
  const [low, high] = [first(ticks), last(ticks)]
  const x = (t: number) => LEFT + (t / Math.max(1, dates.length - 1)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM)
  const parts = [
    ...ticks.map((tick) => gridLine(tick, y)),
    ...yearLabels(dates, x),
    ...curves.map(legendEntry),
    ...curves.map((curve) => polyline(curve, x, y)),
  ]
  const names = curves.map(({ name }) => name).join(', ')
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Cumulative ${names}">${parts.join('\n')}</svg>`
}

type Scale = (value: number) => number

function gridLine(tick: number, y: Scale): string {
  return (
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="var(--line)" stroke-width="${tick === 0 ? 1.5 : 1}"/>` +
    `<text x="${LEFT - 8}" y="${round(y(tick) + 4)}" text-anchor="end">${percent(tick, 0)}</text>`
  )
}

function yearLabels(dates: readonly string[], x: Scale): string[] {
  return yearStarts(dates).map(
    ({ year, t }) =>
      `<text x="${round(x(t))}" y="${HEIGHT - 6}" text-anchor="middle">${year}</text>`,
  )
}

function legendEntry({ name, colour, dashed }: Curve, i: number): string {
  const left = LEFT + i * 140
  return (
    `<line x1="${left}" x2="${left + 22}" y1="12" y2="12" stroke="${colour}" stroke-width="2"${dash(dashed)}/>` +
    `<text x="${left + 28}" y="16">${name}</text>`
  )
}

function polyline({ values, colour, dashed }: Curve, x: Scale, y: Scale): string {
  const path = sampled(values.length).map((t) => `${round(x(t))},${round(y(at(values, t)))}`)
  return `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round"${dash(dashed)}/>`
}

function dash(dashed: boolean | undefined): string {
  return dashed ? ' stroke-dasharray="5 4"' : ''
}

/** Round values over the range, one beyond each end. */
function ticksOf(low: number, high: number): number[] {
  const rough = (high - low || 0.01) / 6
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power
  const [lowest, highest] = [Math.floor(low / step), Math.ceil(high / step)]
  return Array.from({ length: highest - lowest + 1 }, (_, i) => (lowest + i) * step + 0)
}

function sampled(length: number): number[] {
  const count = Math.min(length, POINTS)
  return Array.from({ length: count }, (_, i) =>
    Math.round((i / Math.max(1, count - 1)) * (length - 1)),
  )
}

/** The first date of each year, of every second or third year where there are many. */
function yearStarts(dates: readonly string[]): { year: number; t: number }[] {
  const starts: { year: number; t: number }[] = []
  for (const [t, date] of dates.entries()) {
    const year = yearOf(date)
    if (year !== starts.at(-1)?.year) starts.push({ year, t })
  }
  const every = Math.ceil(starts.length / MOST_YEARS)
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
