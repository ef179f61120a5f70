import { createHash } from 'node:crypto'
import type { DayResult, SplitResult } from '../../results.js'
import {
  type AxisLengths,
  isByAsset,
  isByFactor,
  SERIES,
  type Series,
  type SeriesShape,
  type SeriesValues,
  shapeOf,
} from '../../series.js'

/**
 * A date of a result over the dataset's asset axis. Every row over assets is as long as the axis, NaN
 * where the asset is not in the universe (of returns and residuals: or missing).
 */
export interface AxisDay {
  readonly date: string
  readonly book: Float32Array
  /** Null on a date that has not happened yet. */
  readonly returns: Float64Array | null
  /** The rows of a series, by factor where it has them; none where the day does not have the series. */
  rowsOf(series: Series): SeriesValues[]
  /** How many rows those are, and how long. */
  shapeOf(series: Series): SeriesShape
  /** Digests, computed when first asked for: equal where everything decided, or realised, is bit-identical. */
  readonly decidedHash: string
  readonly realisedHash: string | null
}

/** The days of a result moved to the axis; `positions[i]` is where `result.assets[i]` stands on it. */
export function toAxisDays(result: SplitResult, positions: Int32Array): AxisDay[] {
  const length = positions.reduce((longest, position) => Math.max(longest, position + 1), 0)
  return result.days.map((day) => {
    const place = placing(day.columns, positions, length)
    const rowsOf = (series: Series) => rowsIn(result, day, series).map((row) => place(series, row))
    const shapeOn = (series: Series) =>
      series.valuesOf(day) === undefined
        ? NO_ROWS
        : shapeOf(series, { ...lengthsOf(result, day), assets: length })
    const hash = (when: Series['when']) =>
      digest(SERIES.filter((series) => series.when === when).flatMap(digested))
    const digested = (series: Series) => vectorsOf(series, series.valuesOf(day), rowsOf)
    const decided = once(() => hash('decided'))
    const realised = once(() => day.realised && hash('realised'))
    return {
      date: day.date,
      book: place({ axis: 'asset' }, day.book),
      returns: day.realised && place({ axis: 'asset' }, day.realised.returns),
      rowsOf,
      shapeOf: shapeOn,
      get decidedHash() {
        return decided()
      },
      get realisedHash() {
        return realised()
      },
    }
  })
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}

/**
 * Moves a row over the universe to the axis; a row over anything else, or where the universe is the whole
 * axis, stays as it is.
 */
function placing(columns: Int32Array, positions: Int32Array, length: number) {
  // Loops, as a callback or the text of an assertion for each value took a tenth of a publication's time.
  const places = new Int32Array(columns.length)
  let whole = columns.length === length
  for (let i = 0; i < columns.length; i++) {
    const position = positions[columns[i] ?? -1]
    if (position === undefined) throw new Error(`column ${columns[i]} has no position on the axis`)
    places[i] = position
    whole &&= position === i
  }
  return <A extends SeriesValues>(series: Pick<Series, 'axis'>, row: A): A => {
    if (!isByAsset(series) || (whole && row.length === length)) return row
    const placed = (
      row instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)
    ) as A
    placed.fill(Number.NaN)
    for (let i = 0; i < places.length; i++) placed[places[i] ?? 0] = row[i] ?? Number.NaN
    return placed
  }
}

const NO_ROWS: SeriesShape = { rows: 0, length: 0 }

/** How long the axes of a result are on a day, before it is moved to the dataset's. */
export function lengthsOf(
  { factorCount, latentCount = 0, componentCount = 0, characteristics }: SplitResult,
  { columns }: DayResult,
): AxisLengths {
  return {
    assets: columns.length,
    factors: factorCount,
    latents: latentCount,
    components: componentCount,
    characteristics: characteristics.length,
  }
}

/** A day's values of a series, cut into its rows. */
function rowsIn(result: SplitResult, day: DayResult, series: Series): SeriesValues[] {
  const values = series.valuesOf(day)
  if (values === undefined) return []
  const { rows, length } = shapeOf(series, lengthsOf(result, day))
  return Array.from({ length: rows }, (_, k) => values.subarray(k * length, (k + 1) * length))
}

/** What of a series counts in a digest: its rows, those over characteristics as one vector. */
function vectorsOf(
  series: Series,
  values: SeriesValues | undefined,
  rowsOf: (series: Series) => SeriesValues[],
): SeriesValues[] {
  if (values === undefined) return series.digestedWhenAbsent ? [new Float32Array()] : []
  return isByFactor(series) && !isByAsset(series) ? [values] : rowsOf(series)
}

/** A short tail is missing, so vectors that differ in it alone are equal. */
function digest(vectors: readonly SeriesValues[]): string {
  const hash = createHash('sha256')
  for (const vector of vectors) {
    let end = vector.length
    while (end > 0 && Number.isNaN(vector[end - 1])) end--
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = vector
    hash.update(`${end},`)
    hash.update(new Uint8Array(buffer, byteOffset, end * BYTES_PER_ELEMENT))
  }
  return hash.digest('base64')
}
