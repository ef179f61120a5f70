import { sql } from 'kysely'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { lapsedDecision } from './content-change.js'
import type { ScoredDay } from './scored-days.js'

/** A book that was decided for a session that did not come, and the session that came instead. */
export interface MovedDecision {
  readonly expected: string
  /** Null where the split has no later date. */
  readonly came: string | null
}

/** Whether the data gained a date, before the decided one, after the book for it was decided. */
export async function isDecidedEarlier(
  { db }: Transaction,
  { datasetId, current }: StoredSplit,
): Promise<boolean> {
  if (!current?.nextDate) return false
  const { rows } = await sql<{ gained: boolean }>`
    select exists (
      select from return_day
      where dataset_id = ${datasetId} and date < ${current.nextDate}::date and date > (
        select last_date from dataset_version where id = ${current.datasetVersionId})) as gained`.execute(
    db,
  )
  return rows[0]?.gained === true
}

/** The published decision that the result moves to another session; null where it moves none. */
export function movedDecision(
  before: readonly ScoredDay[],
  days: readonly AxisDay[],
  decidedEarlier: boolean,
): MovedDecision | null {
  const expected = lapsedDecision(before, days, { decidedEarlier })
  if (expected === null) return null
  const scoredTo = before.at(-2)?.date ?? ''
  const came = days.find(({ date }) => date > scoredTo)?.date ?? null
  return came === expected ? null : { expected, came }
}
