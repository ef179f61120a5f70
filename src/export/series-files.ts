import { assert } from '../lib/assert.js'
import {
  isByAsset,
  isByFactor,
  type Series,
  type SeriesExport,
  type SeriesKind,
  storedSeries,
} from '../series.js'
import { SCORE_COLUMN } from './score-column.js'
import type { Column } from './table.js'

type ExportedSeries = Series & { readonly table: string; readonly export: SeriesExport }

/** A kind of bulk file whose rows are values of series: a column for each, over one axis. */
export interface SeriesFile {
  readonly kind: SeriesKind
  readonly series: readonly [ExportedSeries, ...ExportedSeries[]]
}

/** Every such kind, in the order in which their series are declared. */
export const SERIES_FILES: readonly SeriesFile[] = kinds().map((kind) => {
  const [first, ...others] = exported().filter((series) => series.export.kind === kind)
  assert(first, `a series fills ${kind}`)
  for (const { name, axis, when } of others) {
    assert(axis === first.axis && when === first.when, `${name} has the dates and rows of ${kind}`)
  }
  return { kind: kind as SeriesKind, series: [first, ...others] }
})

/** The file of a kind; undefined where it is not made of series. */
export function seriesFile(kind: string): SeriesFile | undefined {
  return SERIES_FILES.find((file) => file.kind === kind)
}

/** The columns of a file: what a value belongs to, one for each series, and what is computed of them. */
export function columnsOf({ kind, series: [first, ...others] }: SeriesFile): Column[] {
  const keys: Column[] = [{ name: 'date', type: 'date' }]
  if (isByAsset(first)) keys.push({ name: 'asset', type: 'asset' })
  if (first.axis === 'component') keys.push({ name: 'component', type: 'int16' })
  if (first.axis === 'factor' || isByFactor(first)) keys.push({ name: 'factor', type: 'int16' })
  const values = [first, ...others].map(
    (series): Column => ({ name: series.export.column, type: 'float32' }),
  )
  return [...keys, ...values, ...(kind === 'predictions' ? [SCORE_COLUMN] : [])]
}

function kinds(): string[] {
  return [...new Set(exported().map((series) => series.export.kind))]
}

/** Each series once for each kind that it fills. */
function exported(): ExportedSeries[] {
  return storedSeries().flatMap((series) => {
    const kinds = series.export === undefined ? [] : [series.export].flat()
    return kinds.map((one: SeriesExport) => ({ ...series, export: one }))
  })
}
