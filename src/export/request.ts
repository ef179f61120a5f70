import { UserError } from '../lib/errors.js'
import { didYouMean } from '../lib/nearest-name.js'
import { isByAsset as isSeriesByAsset, type SeriesKind } from '../series.js'
import { parseFilters, symbolList } from './request-filters.js'
import { SERIES_FILES, seriesFile } from './series-files.js'

/** What is accounted, the files of `series.ts`, the codes of dates, and the trades to the next date. */
export type ExportKind = 'pnl' | SeriesKind | 'codes' | 'orders'
export const EXPORT_KINDS: readonly ExportKind[] = [
  'pnl',
  ...SERIES_FILES.map(({ kind }) => kind),
  'codes',
  'orders',
]

export const EXPORT_FORMATS = ['arrow', 'parquet', 'csv', 'ndjson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Which rows of a table; all where left out. */
interface ExportFilters {
  /** Default attention-longconv; with a run named, its own. */
  readonly strategy?: string
  readonly dataset?: string
  readonly date?: string
  readonly from?: string
  readonly to?: string
  /** Symbols. */
  readonly assets?: readonly string[]
  /** Only what was published after this data version. */
  readonly since?: number
  /** Of orders: value of the unit book, and shares traded at once. */
  readonly capital?: number
  readonly lot?: number
  /** Of CSV: texts that a spreadsheet would compute are written so that it shows them. */
  readonly excel?: boolean
}

/** What a bulk file is asked to hold. */
export interface ExportRequest extends ExportFilters {
  /** A run's id, or `latest`: the run that answers. */
  readonly run: string
  /** A split's name, or `all`: every published split, chronological. */
  readonly split: string
  readonly kind: ExportKind
  readonly format: ExportFormat
}

/** The parts of `/export/{run|latest}/{split|all}/{kind}.{format}`. */
export interface ExportPath {
  readonly run: string
  readonly split: string
  readonly file: string
}

/** The request that a path and its query make; a UserError where they are wrong. */
export function parseExport(
  { run, split, file }: ExportPath,
  query: Readonly<Record<string, unknown>>,
): ExportRequest {
  const dot = file.lastIndexOf('.')
  const kind = oneOf('file', file.slice(0, Math.max(dot, 0)), EXPORT_KINDS)
  const format = oneOf('format', dot < 0 ? '' : file.slice(dot + 1), EXPORT_FORMATS)
  return checkedExport({ run, split, kind, format, ...parseFilters(query) })
}

/** The request; a UserError where its parts contradict each other. */
function checkedExport(request: ExportRequest): ExportRequest {
  const { kind, format, date, from, to, assets, capital, lot, excel } = request
  if (date && (from || to)) {
    throw new UserError(`date: ${date} is one date; leave out either it or from and to`)
  }
  if (from && to && from > to) {
    throw new UserError(`from: ${from} is after to: ${to}; exchange them`)
  }
  if (assets && !isByAsset(kind)) {
    throw new UserError(`assets: ${kind} is not by asset; leave it out`)
  }
  if ((capital !== undefined || lot !== undefined) && kind !== 'orders') {
    throw new UserError(`${capital === undefined ? 'lot' : 'capital'}: only orders have one`)
  }
  if (excel && format !== 'csv') {
    throw new UserError(`excel: only csv has it, and ${format} is asked for; leave it out`)
  }
  return request
}

function isByAsset(kind: ExportKind): boolean {
  const [series] = seriesFile(kind)?.series ?? []
  return series ? isSeriesByAsset(series) : kind === 'orders' || kind === 'codes'
}

export interface ExportTarget extends ExportFilters {
  readonly run?: string
  readonly split: string
  readonly kind: ExportKind
  readonly format?: ExportFormat
}

/** Path and query of the route that answers with a file: the inverse of `parseExport`. */
export function exportUrl({
  run = 'latest',
  split,
  kind,
  format = 'arrow',
  ...filters
}: ExportTarget): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) {
    if (value === undefined) continue
    query.set(name, Array.isArray(value) ? symbolList(value) : String(value))
  }
  const path = [run, split, `${kind}.${format}`].map(encodeURIComponent).join('/')
  return `/export/${path}${query.size > 0 ? `?${query}` : ''}`
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value)
  if (found) return found
  throw new UserError(
    `${name}: ${JSON.stringify(value)} is unknown: write one of ${choices.join(', ')}${didYouMean(value, choices)}`,
  )
}
