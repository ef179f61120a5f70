import type { OpenDatabase } from '../store/database.js'
import type { DayTable, FactorDayTable } from '../store/read/content-days.js'
import type { StoredDay } from '../store/read/copy-out.js'
import { type Encoding, type StoredDaysKey, storedDays } from '../store/read/export-days.js'
import { assetRows, factorRows } from './day-rows.js'
import type { ExportPlan } from './plan.js'
import type { ExportKind } from './request.js'
import type { Batch } from './table.js'

/** Kinds stored as a vector a date. */
export type DayKind = Exclude<ExportKind, 'pnl' | 'orders'>

const TABLES: Readonly<Record<DayKind, DayTable | FactorDayTable>> = {
  weights: 'asset_weight_day',
  residuals: 'residual_day',
  betas: 'beta_day',
  'factor-weights': 'factor_weight_day',
  'factor-returns': 'factor_return_day',
}

/** Values read at once: about a megabyte of file, and some milliseconds of work in one piece. */
const BATCH_VALUES: Readonly<Record<Encoding, number>> = { binary: 131_072, text: 32_768 }

export interface DayBatchesOptions {
  readonly kind: DayKind
  readonly encoding: Encoding
  /** Told how many dates are done. */
  readonly onDates?: (count: number) => void
}

/** The rows of the plan's dates, date by date; by factor, then along the asset axis. */
export async function* dayBatches(
  pool: OpenDatabase['pool'],
  plan: ExportPlan,
  { kind, encoding, onDates }: DayBatchesOptions,
): AsyncGenerator<Batch> {
  const { positions } = plan
  const byFactor = isByFactor(kind)
  const withZeros = kind !== 'weights'
  let dates = 0
  for await (const { days, count } of readAhead(pool, pieces(plan, kind, encoding), encoding)) {
    yield kind === 'factor-returns'
      ? factorRows(days)
      : assetRows(days, { positions, byFactor, withZeros })
    dates += count
    onDates?.(dates)
  }
}

function isByFactor(kind: DayKind): boolean {
  return kind === 'betas' || kind === 'factor-weights'
}

/** What to read in one statement each. */
function pieces(
  { parts, symbols }: ExportPlan,
  kind: DayKind,
  encoding: Encoding,
): StoredDaysKey[] {
  const table = TABLES[kind]
  const byFactor = isByFactor(kind)
  return parts.flatMap(({ split: { current, factorCount }, dates }) => {
    const rowsPerDate = byFactor ? factorCount : 1
    if (rowsPerDate === 0) return []
    const width = kind === 'factor-returns' ? factorCount : symbols.length
    const step = Math.max(1, Math.floor(BATCH_VALUES[encoding] / Math.max(1, rowsPerDate * width)))
    return Array.from({ length: Math.ceil(dates.length / step) }, (_, n) => ({
      table,
      contentId: current.contentId,
      dates: dates.slice(n * step, (n + 1) * step),
      rowsPerDate,
    }))
  })
}

/** The pieces in order, the next one asked for while this one is worked on. */
async function* readAhead(
  pool: OpenDatabase['pool'],
  keys: readonly StoredDaysKey[],
  encoding: Encoding,
): AsyncGenerator<{ readonly days: StoredDay[]; readonly count: number }> {
  const read = (index: number) => {
    if (index >= keys.length) return undefined
    const days = storedDays(pool, keys[index], encoding)
    // Whoever stops listening leaves it unread; its error then concerns nobody.
    days.catch(() => {})
    return days
  }
  let ahead = read(0)
  for (const [index, { dates }] of keys.entries()) {
    const days = (await ahead) ?? []
    ahead = read(index + 1)
    yield { days, count: dates.length }
  }
}
