import type pg from 'pg'
import { UnavailableError } from '../../lib/errors.js'
import type { SplitResult } from '../../results.js'
import type { StoredSplit } from '../splits.js'
import { inTransaction, type Transaction } from '../transaction.js'
import { toAxisDays } from './axis-days.js'
import { checkResult, InvalidResultError } from './check-result.js'
import { checkWritten } from './check-written.js'
import { changeOf, hasLaterDays, scoredDays, writeContent, writeTraining } from './content.js'
import { lockedSplit } from './locked-split.js'
import { notifyPublished } from './notify-published.js'
import { reaccountSuccessor } from './reaccount.js'
import { restatedUpTo, restatementsOf } from './resume.js'
import { addVersion, confirm, nextDataVersion, show } from './split-versions.js'
import { writeAccounts } from './write-accounts.js'

export interface Publication {
  readonly runId: string
  /** The data it was computed from; where left out, the version that the split's row names. */
  readonly datasetVersionId?: number
  readonly result: SplitResult
}

export interface Published {
  /** The data version at which the split's content became visible. */
  readonly version: number
  /** False where exactly this was published before. */
  readonly changed: boolean
}

/**
 * Publishes a split in one transaction: readers see what was there before or all of it. What is
 * written is read back and checked before anyone sees it; older data never replace newer. The same
 * result again changes nothing; later dates extend it; the split after it is accounted anew, as it
 * trades from this one's last book.
 */
export async function publishSplit(
  pool: pg.Pool,
  { runId, datasetVersionId, result }: Publication,
): Promise<Published> {
  checkResult(result)
  return inTransaction(pool, async (transaction) => {
    const split = await splitToPublish(transaction, runId, result.split.name)
    const dataVersionId = datasetVersionId ?? split.datasetVersionId
    const restatements = await restatementsOf(transaction.db, split.datasetId)
    const restatedId = restatedUpTo(restatements, split.testTo)
    if (dataVersionId < restatedId) throw restatedMeanwhile(split)
    const superseded = split.current !== null && dataVersionId < split.current.datasetVersionId
    await checkDates(transaction, split, result)

    const positions = await positionsOf(transaction, split, result)
    const days = toAxisDays(result, positions)
    const before = split.current ? await scoredDays(transaction, split.current) : []
    const restated = (split.current?.datasetVersionId ?? 0) < restatedId
    const overtaken = split.current !== null && (await hasLaterDays(transaction, split.current))
    const change = changeOf(split, before, days, { restated, overtaken })
    if (change === 'same' && split.current) {
      await confirm(transaction, split, dataVersionId)
      return { version: split.current.version, changed: false }
    }
    if (superseded) throw supersededMeanwhile(split)
    const kept = change === 'extended' ? before : []
    const closes = closesOf(result, positions)
    const ids = await addVersion(transaction, split, { dataVersionId, days, kept, closes })
    await writeContent(transaction, ids.contentId, kept, days)
    if (change === 'replaced') await writeTraining(transaction, ids.contentId, result)

    // From here on publications follow one another, each seeing what the one before made visible.
    const version = await nextDataVersion(transaction)
    await writeAccounts(transaction, split, { ...ids, kept, days, closes })
    const { versionId } = ids
    const old = new Set(kept.map(({ date }) => date))
    const added = days.filter(
      ({ date }) => !old.has(date) || date > (split.current?.scoredTo ?? ''),
    )
    await checkWritten(transaction, split, { ...ids, days: added })
    const extended = kept.length > 0
    await show(transaction, split, { versionId, version, days, result, extended })
    const successor = await reaccountSuccessor(transaction, split, version)
    const { date } = days[days.length - 1]
    await notifyPublished(transaction, {
      version,
      strategy: split.strategy,
      split: split.name,
      date,
    })
    if (successor) {
      const { name, scoredTo, nextDate } = successor
      const last = scoredTo ?? nextDate
      await notifyPublished(transaction, {
        version,
        strategy: split.strategy,
        split: name,
        date: last,
      })
    }
    return { version, changed: true }
  })
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

/** A result of older data, late: whatever it says else, it must not replace what newer data gave. */
function supersededMeanwhile({ name, current }: StoredSplit): UnavailableError {
  return new UnavailableError(
    `${name} was computed from older data than version ${current?.version}, which stands: run it again`,
  )
}

/** The dates that happened are exactly the dataset's trading dates. */
async function checkDates(
  { db }: Transaction,
  { datasetId }: StoredSplit,
  { split, days }: SplitResult,
): Promise<void> {
  const dates = days.filter(({ realised }) => realised).map(({ date }) => date)
  if (dates.length === 0) return
  const rows = await db
    .selectFrom('return_day')
    .select('date')
    .where('dataset_id', '=', datasetId)
    .where('date', '>=', dates[0])
    .where('date', '<=', dates[dates.length - 1])
    .orderBy('date')
    .execute()
  const expected = rows.map(({ date }) => date)
  const at = expected.findIndex((date, i) => date !== dates[i])
  if (at < 0 && expected.length === dates.length) return
  const [said, known] = at < 0 ? [dates[expected.length], 'none'] : [dates[at], expected[at]]
  throw new InvalidResultError(
    `${split.name} cannot be published: it says ${said} where the dataset's trading date is ${known}`,
  )
}

/** Where each asset of the result stands on the dataset's axis. */
async function positionsOf(
  { db }: Transaction,
  { datasetId }: StoredSplit,
  { assets, split }: SplitResult,
): Promise<Int32Array> {
  const rows = await db
    .selectFrom('asset')
    .select(['symbol', 'position'])
    .where('dataset_id', '=', datasetId)
    .execute()
  const bySymbol = new Map(rows.map(({ symbol, position }) => [symbol, position]))
  return Int32Array.from(assets, (symbol) => {
    const position = bySymbol.get(symbol)
    if (position !== undefined) return position
    throw new InvalidResultError(
      `${split.name} cannot be published: its dataset has no asset ${symbol}`,
    )
  })
}

/** Last closes moved to the axis; null where unknown. */
function closesOf(
  { lastCloses }: SplitResult,
  positions: Int32Array,
): readonly (number | null)[] | null {
  if (!lastCloses) return null
  const closes: (number | null)[] = []
  positions.forEach((position, i) => {
    closes[position] = Number.isFinite(lastCloses[i]) ? lastCloses[i] : null
  })
  return Array.from(closes, (close) => close ?? null)
}
