import { sql } from 'kysely'
import { type Book, toBook } from '../../accounts/account.js'
import { valuesOn } from '../read/content-days.js'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'

/** The neighbour of a split in its run, as far as it is published. */
export interface Neighbour {
  readonly splitId: number
  readonly name: string
  readonly versionId: number
  readonly contentId: number
  readonly scoredTo: string | null
  readonly nextDate: string | null
  readonly firstDate: string
}

/** The published split of the test range before (or after); undefined where there is none. */
export async function neighbourOf(
  { db }: Transaction,
  { runId, testFrom }: StoredSplit,
  side: 'before' | 'after',
): Promise<Neighbour | undefined> {
  const row = await db
    .selectFrom('split')
    .leftJoin('split_version as sv', 'sv.id', 'split.current_version_id')
    .select([
      'split.id as splitId',
      'split.name',
      'sv.id as versionId',
      'sv.content_id as contentId',
      'sv.scored_to as scoredTo',
      'sv.next_date as nextDate',
      sql<
        string | null
      >`(select min(date) from scored_day d where d.content_id = sv.content_id)`.as('firstDate'),
    ])
    .where('split.run_id', '=', runId)
    .where('split.test_from', side === 'before' ? '<' : '>', testFrom)
    .orderBy('split.test_from', side === 'before' ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst()
  // A join that found a version found all of it.
  return row?.versionId == null ? undefined : (row as Neighbour)
}

/** The book of a date; undefined where none was decided. */
export async function storedBook(
  { db }: Transaction,
  contentId: number,
  date: string,
): Promise<Book | undefined> {
  const [weights] = await valuesOn(db, 'asset weight', [{ contentId, date }])
  return weights ? toBook(weights) : undefined
}

/**
 * The book that a split's first date trades from: the last one of the split before, where that is
 * published up to the trading date before; else null, flat.
 */
export async function inheritedBook(
  transaction: Transaction,
  split: StoredSplit,
  firstDate: string,
): Promise<Book | null> {
  const before = await neighbourOf(transaction, split, 'before')
  if (!before?.scoredTo) return null
  const { last } = await transaction.db
    .selectFrom('return_day')
    .select(({ fn }) => fn.max('date').as('last'))
    .where('dataset_id', '=', split.datasetId)
    .where('date', '<', firstDate)
    .executeTakeFirstOrThrow()
  if (last !== before.scoredTo) return null
  return (await storedBook(transaction, before.contentId, before.scoredTo)) ?? null
}
