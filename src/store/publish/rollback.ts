import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import { UserError } from '../../lib/errors.js'
import { notifyPublished, notifySuccessor } from '../notify-published.js'
import { type StoredSplit, splitsById } from '../read/splits.js'
import type { Database } from '../tables/index.js'
import { inTransaction, type Transaction } from '../transaction.js'
import { lockedSplit } from './locked-split.js'
import { accountOpening, copyVersion, reaccountSuccessor } from './reaccount.js'
import { nextDataVersion } from './split-versions.js'
import { printAccounts } from './write-accounts.js'

/** A version of a split that is kept. */
export interface KeptVersion {
  readonly id: number
  readonly contentId: number
  /** The data version of its publication. */
  readonly version: number
  readonly scoredTo: string | null
  readonly nextDate: string | null
  /** The number of the dataset's version that it was computed from. */
  readonly datasetVersion: number
  readonly publishedAt: Date
}

export interface RolledBack {
  /** The data version that shows the old state again. */
  readonly version: number
  readonly from: number
  readonly to: KeptVersion
}

/** The kept versions of a split, newest first. */
export function keptVersions(db: Kysely<Database>, splitId: number): Promise<KeptVersion[]> {
  return db
    .selectFrom('split_version as sv')
    .innerJoin('split', 'split.id', 'sv.split_id')
    .innerJoin('dataset_version as dv', 'dv.id', 'sv.dataset_version_id')
    .select([
      'sv.id',
      'sv.content_id as contentId',
      'sv.version',
      'sv.scored_to as scoredTo',
      'sv.next_date as nextDate',
      'dv.number as datasetVersion',
      'sv.published_at as publishedAt',
    ])
    .where('sv.split_id', '=', splitId)
    .where(sql<boolean>`(kept_since is null or sv.published_at >= kept_since)`)
    .orderBy('sv.version', 'desc')
    .execute()
}

/**
 * Shows an earlier version of a split again (where none is named, the one before) as a new publication.
 * The split after it is accounted again. The next computation on newer data extends what is shown; one
 * with other values for dates shown is refused unless the data were restated.
 */
export function rollbackSplit(
  pool: pg.Pool,
  { runId, name, to }: { runId: string; name: string; to?: number },
): Promise<RolledBack> {
  return inTransaction(pool, async (transaction) => {
    const split = await lockedSplit(transaction, runId, name)
    if (!split)
      throw new UserError(`run ${runId} has no split ${name}; \`residua runs\` lists runs`)
    const { current } = split
    if (!current) throw new UserError(`${name} has no version yet: nothing to go back to`)
    const target = await targetOf(transaction, split, to)
    const version = await nextDataVersion(transaction)
    const versionId = await copyVersion(transaction, target.id, version)
    await accountOpening(transaction, split, {
      versionId,
      contentId: target.contentId,
      scoredTo: target.scoredTo,
      firstDate: await firstDateOf(transaction, target.contentId),
    })
    await printAccounts(transaction, versionId)
    const [shown] = await splitsById(transaction.db, [split.id])
    const successor = await reaccountSuccessor(transaction, shown ?? split, version)
    const { strategy } = split
    const date = target.nextDate ?? target.scoredTo
    await notifyPublished(transaction, { version, strategy, split: name, date })
    if (successor) await notifySuccessor(transaction, { version, strategy }, successor)
    return { version, from: current.version, to: target }
  })
}

async function targetOf(
  { db }: Transaction,
  { id, name, current }: StoredSplit,
  to: number | undefined,
): Promise<KeptVersion> {
  const versions = await keptVersions(db, id)
  const shown = current?.version ?? 0
  const found = versions.find(({ version }) =>
    to === undefined ? version < shown : version === to,
  )
  const numbers = versions.map(({ version }) => version).filter((version) => version !== shown)
  const kept = numbers.length > 0 ? `kept: ${numbers.join(', ')}` : 'no other is kept'
  if (!found) {
    const wanted = to === undefined ? `version before ${shown}` : `version ${to}`
    throw new UserError(`${name} has no ${wanted}; ${kept}`)
  }
  if (found.version === shown)
    throw new UserError(`${name} shows version ${shown} already; ${kept}`)
  return found
}

async function firstDateOf({ db }: Transaction, contentId: number): Promise<string> {
  const { first } = await db
    .selectFrom('scored_day')
    .select(({ fn }) => fn.min('date').as('first'))
    .where('content_id', '=', contentId)
    .executeTakeFirstOrThrow()
  return first
}
