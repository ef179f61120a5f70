import type pg from 'pg'
import { UnavailableError } from '../../lib/errors.js'
import type { SplitResult, SplitSource } from '../../results.js'
import { restoreWithin } from '../archive/restore-contents.js'
import { notifyPublished, notifySuccessor } from '../notify-published.js'
import { attachPartition } from '../partitions.js'
import type { StoredSplit } from '../read/splits.js'
import { sameSources } from '../split-sources.js'
import { inTransaction, type Transaction } from '../transaction.js'
import { type AxisDay, toAxisDays } from './axis-days.js'
import { checkDates } from './check-dates.js'
import { checkResult } from './check-result.js'
import { checkWritten } from './check-written.js'
import { checkWrittenSeries } from './check-written-series.js'
import {
  type ContentChange,
  changeOf,
  type MovedDecision,
  movedDecision,
} from './content-change.js'
import { closesOf, positionsOf } from './dataset-positions.js'
import { lockedSplit } from './locked-split.js'
import { reaccountSuccessor } from './reaccount.js'
import { restatedUpTo, restatementsOf } from './resume.js'
import { hasLaterDays, isDecidedEarlier, type ScoredDay, scoredDays } from './scored-days.js'
import { addVersion, confirm, nextDataVersion, show, splitWarnings } from './split-versions.js'
import { printAccounts, writeAccounts } from './write-accounts.js'
import { writeContent } from './write-content.js'
import { writePredictionMeasures } from './write-prediction-measures.js'
import { startRangeSums, writeRangeSums } from './write-range-sums.js'
import { writeTraining } from './write-training.js'

export interface Publication {
  readonly runId: string
  /** The data it was computed from; where left out, the version that the split's row names. */
  readonly datasetVersionId?: number
  readonly result: SplitResult
  /** Splits of other runs that it was made of. Once their arrays are others, it may be replaced. */
  readonly sources?: readonly SplitSource[]
}

export interface Published {
  /** The data version at which the split's content became visible. */
  readonly version: number
  /** False where exactly this was published before. */
  readonly changed: boolean
  /** The decided book that moved to another session than the one expected; null where none did. */
  readonly moved: MovedDecision | null
  /** What a reader should know before trusting it, a sentence each. */
  readonly warnings: readonly string[]
}

/** What is about to be published, beside what was published before. */
interface Pending {
  readonly split: StoredSplit
  readonly dataVersionId: number
  readonly result: SplitResult
  readonly days: readonly AxisDay[]
  readonly closes: readonly (number | null)[] | null
  readonly before: readonly ScoredDay[]
  readonly change: ContentChange
  readonly moved: MovedDecision | null
  readonly sources?: readonly SplitSource[]
}

/**
 * Publishes a split in one transaction: readers see the previous version or all of the new one. What is
 * written is read back and checked before anyone sees it; older data never replace newer. The same
 * result again changes nothing; later dates extend it; the split after it is accounted again, as it
 * trades from this one's last book.
 */
export async function publishSplit(
  pool: pg.Pool,
  { runId, datasetVersionId, result, sources }: Publication,
): Promise<Published> {
  checkResult(result)
  return inTransaction(pool, async (transaction) => {
    const split = await splitToPublish(transaction, runId, result.split.name)
    const dataVersionId = datasetVersionId ?? split.datasetVersionId
    const pending = await compare(transaction, split, dataVersionId, { result, sources })
    if (pending.change === 'same' && split.current) {
      await confirm(transaction, split, dataVersionId, sources)
      const { version, warnings } = split.current
      return { version, warnings, changed: false, moved: null }
    }
    if (split.current && dataVersionId < split.current.datasetVersionId) {
      throw supersededMeanwhile(split)
    }
    return { ...(await write(transaction, pending)), changed: true, moved: pending.moved }
  })
}

/** Moves the result to the dataset's axis, and decides what it changes. */
async function compare(
  transaction: Transaction,
  split: StoredSplit,
  dataVersionId: number,
  { result, sources }: Pick<Publication, 'result' | 'sources'>,
): Promise<Pending> {
  const restatements = await restatementsOf(transaction.db, split.datasetId)
  const restatedId = restatedUpTo(restatements, split.testTo)
  if (dataVersionId < restatedId) throw restatedMeanwhile(split)
  await checkDates(transaction, split, result)
  const positions = await positionsOf(transaction, split, result)
  const days = toAxisDays(result, positions)
  const { current } = split
  const before = current ? await scoredDays(transaction, current) : []
  const restated =
    (current?.datasetVersionId ?? 0) < restatedId || !sameSources(current?.sources, sources)
  const rolledBack = current !== null && (await hasLaterDays(transaction, current))
  const decidedEarlier = current !== null && (await isDecidedEarlier(transaction, split))
  const known = dataVersionId < (current?.datasetVersionId ?? 0) ? days.filter(hasHappened) : days
  const change = changeOf(split, before, known, { restated, rolledBack, decidedEarlier })
  const moved = movedDecision(before, known, decidedEarlier)
  const closes = closesOf(result, positions)
  return { split, dataVersionId, result, days, closes, before, change, moved, sources }
}

/** What older data decided for a date to come may be superseded: it is not compared. */
function hasHappened({ returns }: AxisDay): boolean {
  return returns !== null
}

/** Writes and shows a new version. */
async function write(
  transaction: Transaction,
  pending: Pending,
): Promise<Pick<Published, 'version' | 'warnings'>> {
  const { split, dataVersionId, result, days, closes, before, change, sources } = pending
  const kept = change === 'extended' ? before : []
  if (change === 'extended' && split.current)
    await restoreWithin(transaction, split.current.contentId)
  const ids = await addVersion(transaction, split, {
    dataVersionId,
    days,
    kept,
    closes,
    sources,
  })
  const { sums } = await startRangeSums(transaction, split, { ...ids, kept, days })
  const [rangeSums] = await Promise.all([
    sums,
    writeContent(transaction, ids.contentId, kept, days),
  ])
  if (change === 'replaced') await writeTraining(transaction, ids.contentId, result)

  // From here on publications follow one another, each seeing what the one before made visible.
  const version = await nextDataVersion(transaction)
  if (kept.length === 0) await attachPartition(transaction.client, ids.contentId)
  await writeAccounts(transaction, split, { ...ids, kept, days, closes })
  await printAccounts(transaction, ids.versionId)
  await writePredictionMeasures(transaction, split, { ...ids, kept, days })
  await writeRangeSums(transaction, rangeSums)
  const added = addedDays(pending, kept)
  const { grossExposureLimit } = result
  await checkWritten(transaction, split, { ...ids, grossExposureLimit, days: added })
  await checkWrittenSeries(transaction, split, { ...ids, days: added })
  const { versionId } = ids
  const warnings = await splitWarnings(transaction, ids.contentId)
  const shown = { versionId, version, days, result, extended: kept.length > 0, warnings }
  await show(transaction, split, shown)
  const successor = await reaccountSuccessor(transaction, split, version)
  const { strategy, name } = split
  const date = days.at(-1)?.date ?? null
  await notifyPublished(transaction, { version, strategy, split: name, date })
  if (successor) await notifySuccessor(transaction, { version, strategy }, successor)
  return { version, warnings }
}

/** Days that are new, or of which it is new what happened. */
function addedDays({ split, days }: Pending, kept: readonly ScoredDay[]): AxisDay[] {
  const old = new Set(kept.map(({ date }) => date))
  const scoredTo = split.current?.scoredTo ?? ''
  return days.filter(({ date }) => !old.has(date) || date > scoredTo)
}

async function splitToPublish(
  transaction: Transaction,
  runId: string,
  name: string,
): Promise<StoredSplit> {
  const split = await lockedSplit(transaction, runId, name)
  if (split) return split
  throw new Error(`run ${runId} has no split ${name}: ensureSplits makes it`)
}

function restatedMeanwhile({ name }: StoredSplit): UnavailableError {
  return new UnavailableError(
    `${name} was computed from data that have been restated since: run it again`,
  )
}

/** A late result of older data must not replace what newer data gave. */
function supersededMeanwhile({ name, current }: StoredSplit): UnavailableError {
  return new UnavailableError(
    `${name} was computed from older data than version ${current?.version}, which stands: run it again`,
  )
}
