import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Book, toBook } from '../../accounts/account.js'
import { withFactorDay } from '../../accounts/factor-sums.js'
import { type AssetSums, toAssetSums, withDays } from '../../accounts/range-sums.js'
import { float32Digits } from '../../lib/float32-digits.js'
import { seriesOf } from '../../series.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import { vectorsBetween } from '../read/dated-vectors.js'
import { assetSumsUpTo, factorSumsOn } from '../read/range-sums.js'
import { returnsBetween } from '../read/returns.js'
import type { StoredSplit } from '../read/splits.js'
import type { ScoredDayTable } from '../tables/scored-day.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { newlyRealised } from './write-content.js'

export interface SummedContent {
  readonly contentId: number
  /** Days of before, which the content holds already. */
  readonly kept: readonly ScoredDayTable[]
  readonly days: readonly AxisDay[]
}

/** Dates of a content between two on which its sums by asset are stored. */
const STORED_EVERY = 16

/** Rows of the running sums, to be written. */
export interface RangeSums {
  readonly byFactor: readonly CopyValue[][]
  readonly byAsset: readonly CopyValue[][]
}

const NO_SUMS: RangeSums = { byFactor: [], byAsset: [] }

/**
 * Begins to add the dates that have happened since to the running sums of a content. What they follow from is read
 * first; the sums are then computed a date at a time, in the time in which Postgres takes the arrays. Where those of the date
 * before are not stored, as of contents from before there were any, none are: their ranges are summed when asked for.
 */
export async function startRangeSums(
  transaction: Transaction,
  split: StoredSplit,
  content: SummedContent,
): Promise<{ readonly sums: Promise<RangeSums> }> {
  const realised = newlyRealised(content.kept, content.days)
  const [first, last] = [realised.at(0), realised.at(-1)]
  const start = first && (await startOf(transaction, split, content, first.date))
  if (!first || !last || !start) return { sums: Promise.resolve(NO_SUMS) }
  const returns = await returnsIn(transaction, split, first.date, last.date)
  const isLast = last.date === split.testTo
  return { sums: rangeSums(realised, { contentId: content.contentId, start, returns, isLast }) }
}

export async function writeRangeSums(
  { client }: Transaction,
  { byFactor, byAsset }: RangeSums,
): Promise<void> {
  await copyRows(client, { table: 'factor_sum_day', columns: SUMS, rows: byFactor })
  await copyRows(client, { table: 'asset_sum_day', columns: SUMS, rows: byAsset })
}

interface Start {
  /** How many dates are summed. */
  readonly dates: number
  readonly byFactor: Float64Array
  readonly byAsset: AssetSums | null
}

type Summed = ReturnType<typeof summedDay>

/** The sums to the date before `first`; none of a content that begins with it, null where they are unknown. */
async function startOf(
  transaction: Transaction,
  split: StoredSplit,
  { contentId, kept }: SummedContent,
  first: string,
): Promise<Start | null> {
  const before = kept.map(({ date }) => date).filter((date) => date < first)
  const date = before.at(-1)
  if (date === undefined) return { dates: 0, byFactor: new Float64Array(0), byAsset: null }
  const { db } = transaction
  const [byFactor] = await factorSumsOn(db, [{ contentId, date }])
  const [stored] = await assetSumsUpTo(db, [{ contentId, date }])
  if (!byFactor || (!stored && before.length >= STORED_EVERY)) return null
  const tail = before.filter((one) => one > (stored?.date ?? ''))
  const days = await storedDays(transaction, split, contentId, tail)
  const sums = stored && toAssetSums(stored.values)
  return { dates: before.length, byFactor: byFactor.values, byAsset: withDays(days, 0, sums) }
}

async function storedDays(
  { db }: Transaction,
  { datasetId }: StoredSplit,
  contentId: number,
  dates: readonly string[],
) {
  const [from, to] = [dates.at(0), dates.at(-1)]
  if (from === undefined || to === undefined) return []
  const [weights = []] = await vectorsBetween(db, 'asset weight', [{ contentId, from, to }])
  const [residuals = []] = await vectorsBetween(db, 'residual', [{ contentId, from, to }])
  const [returns = []] = await returnsBetween(db, [{ datasetId, from, to }])
  const residualOf = new Map(residuals.map(({ date, values }) => [date, values]))
  const returnOf = new Map(returns.map(({ date, values }) => [date, values]))
  return weights.map(({ date, values }) => ({
    book: toBook(values),
    residuals: residualOf.get(date) ?? [],
    returns: returnOf.get(date) ?? [],
  }))
}

async function returnsIn({ db }: Transaction, split: StoredSplit, from: string, to: string) {
  const [returns = []] = await returnsBetween(db, [{ datasetId: split.datasetId, from, to }])
  return new Map(returns.map(({ date, values }) => [date, values]))
}

function summedDay(day: AxisDay, returns: ReadonlyMap<string, Float64Array>) {
  const book: Book = toBook(day.book)
  const [residuals = []] = day.rowsOf(seriesOf('residual'))
  const [stored = []] = day.rowsOf(seriesOf('factor return'))
  const factorReturns = Array.from(stored, asServed)
  const betas = day.rowsOf(seriesOf('beta'))
  return { book, residuals, betas, factorReturns, returns: returns.get(day.date) ?? [] }
}

/** A float32 value as the number that its shortest digits name, with which the API computes. */
function asServed(value: number): number {
  return Number.isNaN(value) ? value : Number(float32Digits(value))
}

interface Summation {
  readonly contentId: number
  readonly start: Start
  readonly returns: ReadonlyMap<string, Float64Array>
  /** Whether the last day is that of the test range. */
  readonly isLast: boolean
}

/** Sums by factor on every date; by asset on every 16th, and on the last of a test range. */
async function rangeSums(
  days: readonly AxisDay[],
  { contentId, start, returns, isLast }: Summation,
): Promise<RangeSums> {
  const [byFactor, byAsset]: [CopyValue[][], CopyValue[][]] = [[], []]
  const length = Math.max(0, ...Array.from(returns.values(), (values) => values.length))
  let [factorSums, assetSums, since]: [Float64Array, AssetSums | null, Summed[]] = [
    start.byFactor,
    start.byAsset,
    [],
  ]
  for (const [t, axisDay] of days.entries()) {
    await setImmediate()
    const day = summedDay(axisDay, returns)
    factorSums = withFactorDay(factorSums, day)
    byFactor.push([contentId, axisDay.date, factorSums])
    since.push(day)
    const isStored = (start.dates + t + 1) % STORED_EVERY === 0 || (isLast && t === days.length - 1)
    if (!isStored) continue
    assetSums = withDays(since, length, assetSums)
    since = []
    byAsset.push([contentId, axisDay.date, assetSums.values])
  }
  return { byFactor, byAsset }
}

/** Drops the sums from a date on, where the returns they were made of are restated. */
export async function dropRangeSums(
  { db }: Transaction,
  datasetId: number,
  from: string,
): Promise<void> {
  for (const table of ['asset_sum_day', 'factor_sum_day']) {
    await sql`delete from ${sql.table(table)} s
      using split_version v, split, run
      where s.content_id = v.id and v.split_id = split.id and split.run_id = run.id
        and run.dataset_id = ${datasetId} and s.date >= ${from}::date`.execute(db)
  }
}

const SUMS = { content_id: 'int8', date: 'date', v: 'float8[]' } as const
