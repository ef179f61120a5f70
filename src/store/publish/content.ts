import { sql } from 'kysely'
import type { SplitResult, TrainingEpoch } from '../../results.js'
import type { PublishedVersion, StoredSplit } from '../splits.js'
import type { ScoredDayTable } from '../tables/scored-day.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { InvalidResultError } from './check-result.js'
import { type CopyType, type CopyValue, copyRows } from './copy.js'

/** What a result is to what was published before. */
export type ContentChange = 'same' | 'extended' | 'replaced'

/** The digests of what a version shows. */
export function scoredDays(
  { db }: Transaction,
  { contentId, scoredTo, nextDate }: PublishedVersion,
): Promise<ScoredDayTable[]> {
  return db
    .selectFrom('scored_day')
    .selectAll()
    .where('content_id', '=', contentId)
    .where('date', '<=', sql<string>`${nextDate ?? scoredTo}::date`)
    .orderBy('date')
    .execute()
}

/** Whether the arrays that a version shows hold dates it does not: it was rolled back to. */
export async function hasLaterDays(
  { db }: Transaction,
  { contentId, scoredTo, nextDate }: PublishedVersion,
): Promise<boolean> {
  const later = await db
    .selectFrom('scored_day')
    .select('date')
    .where('content_id', '=', contentId)
    .where('date', '>', sql<string>`${nextDate ?? scoredTo}::date`)
    .limit(1)
    .executeTakeFirst()
  if (later) return true
  if (nextDate === null) return false
  const realised = await db
    .selectFrom('scored_day')
    .select('realised')
    .where('content_id', '=', contentId)
    .where('date', '=', nextDate)
    .executeTakeFirst()
  return realised?.realised != null
}

export interface ChangeOptions {
  /** The data were restated since. */
  readonly restated: boolean
  /** What is shown ends before the arrays do, which so cannot take more dates. */
  readonly overtaken?: boolean
}

/**
 * Same: nothing differs and nothing is new. Extended: later dates, or returns of dates that were
 * decided. Replaced: other values, by a result that covers all that was published. What was decided
 * before it happened is never changed by an extension, save where the data were restated.
 */
export function changeOf(
  split: StoredSplit,
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
  { restated, overtaken = false }: ChangeOptions,
): ContentChange {
  if (before.length === 0) return 'replaced'
  const [first, last] = [days[0].date, days[days.length - 1].date]
  const newest = before[before.length - 1]
  const whole = first === before[0].date
  const longer = last > newest.date || realisesLast(newest, days)
  const changed = firstChange(before, days)
  if (changed !== undefined) {
    if (whole && (restated || (!longer && last === newest.date))) return 'replaced'
    throw new InvalidResultError(
      `${split.name} cannot be published: ${changed} differs from what version ` +
        `${split.current?.version} says of it, and the data were not restated`,
    )
  }
  if (first > newest.date) {
    throw new InvalidResultError(
      `${split.name} cannot be extended: ${first} leaves a gap after ${newest.date}`,
    )
  }
  const dropped = droppedDate(before, days)
  if (dropped !== undefined && !whole) {
    throw new InvalidResultError(`${split.name} cannot be extended: it says nothing of ${dropped}`)
  }
  if (dropped !== undefined) return 'replaced'
  if (longer && overtaken) {
    if (whole) return 'replaced'
    throw new InvalidResultError(
      `${split.name} cannot be extended: it was rolled back, and this says nothing of ${before[0].date}`,
    )
  }
  return longer ? 'extended' : 'same'
}

/** The first date that says something else than before. */
function firstChange(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): string | undefined {
  const stored = new Map(before.map((day) => [day.date, day]))
  return days.find((day) => differs(stored.get(day.date), day))?.date
}

/** A date that was to be the next session and turned out to be none. */
function droppedDate(
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): string | undefined {
  const dates = new Set(days.map(({ date }) => date))
  const [first, last] = [days[0].date, days[days.length - 1].date]
  return before.find(({ date }) => date >= first && date <= last && !dates.has(date))?.date
}

function differs(stored: ScoredDayTable | undefined, day: AxisDay): boolean {
  if (!stored) return false
  if (stored.decided !== day.decidedHash) return true
  return ![null, day.realisedHash].includes(stored.realised) && day.realisedHash !== null
}

function realisesLast(last: ScoredDayTable, days: readonly AxisDay[]): boolean {
  return last.realised === null && days.some((d) => d.date === last.date && d.realised !== null)
}

/** Writes the days that are new, and what newly happened on those that were decided. */
export async function writeContent(
  transaction: Transaction,
  contentId: number,
  before: readonly ScoredDayTable[],
  days: readonly AxisDay[],
): Promise<void> {
  const stored = new Map(before.map((day) => [day.date, day]))
  const decided = days.filter(({ date }) => !stored.has(date))
  const happened = days.filter(
    ({ date, realised }) => realised && (stored.get(date)?.realised ?? null) === null,
  )
  const copy = (table: string, columns: Record<string, CopyType>, rows: Iterable<CopyValue[]>) =>
    copyRows(transaction.client, { table, columns, rows })

  await copy('scored_day', SCORED, decided.map(scoredRow))
  for (const { date, realisedHash } of happened.filter(({ date }) => stored.has(date))) {
    await transaction.db
      .updateTable('scored_day')
      .set({ realised: realisedHash })
      .where('content_id', '=', contentId)
      .where('date', '=', date)
      .execute()
  }
  const byDay = (of: readonly AxisDay[], value: (day: AxisDay) => Float32Array) =>
    of.map((day): CopyValue[] => [contentId, day.date, value(day)])
  await copy(
    'asset_weight_day',
    DAY,
    byDay(decided, (day) => day.assetWeights),
  )
  await copy(
    'residual_day',
    DAY,
    byDay(
      happened.filter((day) => realisedOf(day).residuals.length > 0),
      (day) => realisedOf(day).residuals,
    ),
  )
  await copy(
    'factor_return_day',
    DAY,
    byDay(happened, (day) => realisedOf(day).factorReturns),
  )
  await copy(
    'factor_weight_day',
    FACTOR_DAY,
    byFactor(decided, (day) => day.factorWeights()),
  )
  await copy(
    'beta_day',
    FACTOR_DAY,
    byFactor(decided, (day) => day.betas()),
  )
  await copy(
    'factor_characteristic_day',
    FACTOR_DAY,
    byFactor(decided, (day) => day.characteristicLoads()),
  )

  function scoredRow({ date, decidedHash, realisedHash }: AxisDay): CopyValue[] {
    return [contentId, date, decidedHash, realisedHash]
  }

  function* byFactor(
    of: readonly AxisDay[],
    valuesOf: (day: AxisDay) => Float32Array[],
  ): Generator<CopyValue[]> {
    for (const day of of) {
      for (const [factor, values] of valuesOf(day).entries()) {
        if (values.length > 0) yield [contentId, day.date, factor, values]
      }
    }
  }
}

/** Writes what training measured; NaN is NULL. */
export function writeTraining(
  { client }: Transaction,
  contentId: number,
  { training }: SplitResult,
): Promise<void> {
  return copyRows(client, {
    table: 'training_epoch',
    columns: TRAINING,
    rows: training.map((epoch: TrainingEpoch) => [
      contentId,
      epoch.seed,
      epoch.epoch,
      epoch.loss,
      epoch.netSharpe,
      epoch.grossSharpe,
      epoch.turnover,
      epoch.explainedVariance,
      epoch.effectiveFactors,
      epoch.best,
    ]),
  })
}

const DAY = { content_id: 'int8', date: 'date', v: 'float4[]' } as const
const FACTOR_DAY = { content_id: 'int8', date: 'date', factor: 'int2', v: 'float4[]' } as const
const SCORED = { content_id: 'int8', date: 'date', decided: 'text', realised: 'text' } as const
const TRAINING = {
  content_id: 'int8',
  seed: 'int4',
  epoch: 'int4',
  loss: 'float8',
  net_sharpe: 'float8',
  gross_sharpe: 'float8',
  turnover: 'float8',
  explained_variance: 'float8',
  effective_factors: 'float8',
  best: 'bool',
} as const

function realisedOf({ realised, date }: AxisDay) {
  if (!realised) throw new Error(`${date} has not happened yet`)
  return realised
}
