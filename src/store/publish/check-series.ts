import type { DayResult, SplitResult } from '../../results.js'
import { isByFactor, SERIES, type Series, type SeriesValues, shapeOf } from '../../series.js'
import { lengthsOf } from './axis-days.js'
import { invalid, symbolAt } from './invalid-result.js'

/** Throws unless each series of a day is there where it must be, of its shape, and of values it allows. */
export function checkSeries(result: SplitResult, day: DayResult): void {
  for (const series of SERIES) {
    if (series.when === 'realised' && !day.realised) continue
    const values = series.valuesOf(day)
    checkPresence(result, day, series, values)
    if (values === undefined) continue
    checkShape(result, day, series, values)
    checkValues(result, day, series, values)
  }
}

/** Factors and the prior of latents are there exactly where the split has some; another part is on all dates or on none. */
function checkPresence(
  result: SplitResult,
  { date }: DayResult,
  series: Series,
  values: SeriesValues | undefined,
): void {
  const present = values !== undefined
  if (present === isExpected(result, series)) return
  throw invalid(result, `${date} has ${present ? '' : 'no '}${series.name}s, unlike the split`)
}

function isExpected(
  { factorCount, latentCount = 0, days }: SplitResult,
  { when, needs, valuesOf }: Series,
): boolean {
  if (needs === undefined) return true
  if (needs === 'factors') return factorCount > 0
  if (needs === 'latents' && when === 'decided') return latentCount > 0
  const first = days.find(({ realised }) => when === 'decided' || realised !== null)
  return first !== undefined && valuesOf(first) !== undefined
}

function checkShape(
  result: SplitResult,
  day: DayResult,
  series: Series,
  { length: found }: SeriesValues,
): void {
  const { rows, length } = shapeOf(series, lengthsOf(result, day))
  if (found === rows * length) return
  throw invalid(result, `${day.date}: ${found} ${series.name}s instead of ${rows * length}`)
}

function checkValues(
  result: SplitResult,
  day: DayResult,
  series: Series,
  values: SeriesValues,
): void {
  const allows = series.allows ?? 'finite'
  if (allows === 'finite' && areFinite(values)) return
  const isAllowed = ALLOWED[allows]
  const at = values.findIndex((value) => !isAllowed(value))
  if (at < 0) return
  const where = placeOf(result, day, series, at)
  throw invalid(result, `${series.name} ${values[at]}${where && ` of ${where}`} on ${day.date}`)
}

/** Whether every value is finite: 0 · NaN and 0 · ∞ are NaN. One loop without a callback for each value. */
function areFinite(values: SeriesValues): boolean {
  let zero = 0
  for (let i = 0; i < values.length; i++) zero += 0 * (values[i] ?? 0)
  return zero === 0
}

const ALLOWED: Readonly<Record<NonNullable<Series['allows']>, (value: number) => boolean>> = {
  finite: Number.isFinite,
  positive: (value) => Number.isFinite(value) && value > 0,
  missing: (value) => Number.isFinite(value) || Number.isNaN(value),
  'positive or missing': (value) => (Number.isFinite(value) && value > 0) || Number.isNaN(value),
  any: () => true,
}

/** What the value at `index` belongs to beside the date, in words. */
function placeOf(result: SplitResult, day: DayResult, series: Series, index: number): string {
  if (series.axis === 'date') return ''
  if (series.axis === 'factor' || series.axis === 'latent') return `${series.axis} ${index}`
  const width =
    series.axis === 'factor × characteristic' ? result.characteristics.length : day.columns.length
  const [row, at] = [Math.floor(index / width), index % width]
  const name =
    series.axis === 'factor × characteristic'
      ? (result.characteristics[at]?.name ?? '')
      : symbolAt(result, day, at)
  return isByFactor(series) ? `${name} in factor ${row}` : name
}
