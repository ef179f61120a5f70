import { assert, never } from '../lib/assert.js'
import type { OpenDatabase } from '../store/database.js'
import { arrowChunks } from './arrow.js'
import { codesBatches } from './codes-table.js'
import { dayBatches } from './day-table.js'
import { ordersBatches } from './orders-table.js'
import { parquetChunks } from './parquet.js'
import { type ExportPlan, planExport } from './plan.js'
import { pnlBatches } from './pnl-table.js'
import type { ExportFormat, ExportRequest } from './request.js'
import { columnsOf, seriesFile } from './series-files.js'
import { COLUMNS, type Table } from './table.js'
import { csvChunks, ndjsonChunks } from './text.js'

export type Chunk = Uint8Array | string

/** A bulk file, ready to be read. */
export interface Export {
  /** The data version that all of it shows. */
  readonly version: number
  readonly runId: string
  readonly strategy: string
  readonly fileName: string
  readonly mediaType: string
  /** How many dates it covers. */
  readonly dateCount: number
  /** The file, made as it is read; `signal` ends what is made before the first byte can be. */
  chunks(options?: ChunksOptions): AsyncIterable<Chunk>
}

interface ChunksOptions {
  readonly signal?: AbortSignal
  /** Called with the number of dates that are done. */
  readonly onDates?: (count: number) => void
}

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  arrow: 'application/vnd.apache.arrow.stream',
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
}

/** Decides, on one snapshot, what the file holds; nothing published later gets into it. `signal` ends that. */
export async function openExport(
  { db, pool }: Pick<OpenDatabase, 'db' | 'pool'>,
  request: ExportRequest,
  signal?: AbortSignal,
): Promise<Export> {
  const plan = await planExport(db, request, signal)
  const { format } = request
  return {
    version: plan.version,
    runId: plan.run.id,
    strategy: plan.run.strategy,
    fileName: fileNameOf(plan),
    mediaType: MEDIA_TYPES[format],
    dateCount: plan.parts.reduce((sum, { dates }) => sum + dates.length, 0),
    chunks: ({ signal, onDates } = {}) =>
      written(tableOf({ db, pool }, plan, onDates), request, signal),
  }
}

function tableOf(
  { db, pool }: Pick<OpenDatabase, 'db' | 'pool'>,
  plan: ExportPlan,
  onDates?: (count: number) => void,
): Table {
  const { kind, format } = plan.request
  const { symbols } = plan
  if (kind === 'pnl') return { columns: COLUMNS.pnl, symbols, batches: pnlBatches(db, plan) }
  if (kind === 'orders') {
    return { columns: COLUMNS.orders, symbols, batches: ordersBatches(db, plan) }
  }
  if (kind === 'codes') {
    return { columns: COLUMNS.codes, symbols, batches: codesBatches(db, plan) }
  }
  const file = seriesFile(kind)
  assert(file, `${kind} is made of series`)
  const encoding = format === 'arrow' ? 'binary' : 'text'
  const batches = dayBatches(pool, plan, { file, encoding, onDates })
  return { columns: columnsOf(file), symbols, batches }
}

function written(
  table: Table,
  { format, excel }: ExportRequest,
  signal?: AbortSignal,
): AsyncIterable<Chunk> {
  switch (format) {
    case 'arrow':
      return arrowChunks(table)
    case 'parquet':
      return parquetChunks(table, signal)
    case 'csv':
      return csvChunks(table, { excel })
    case 'ndjson':
      return ndjsonChunks(table)
    default:
      return never(format)
  }
}

function fileNameOf({ run, version, request: { split, kind, format } }: ExportPlan): string {
  return `${run.strategy}_${split}_${kind}_v${version}.${format}`
}
