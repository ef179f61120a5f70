import type { Db } from '../../jobs/session/session.js'
import { accountBooks, type Book } from '../../src/accounts/account.js'
import type { AccountRow } from '../../src/accounts/pnl.js'
import { zip } from '../../src/lib/zip.js'
import { isPublished, type PublishedSplit } from '../../src/performance/chain.js'
import { rangeOf, valuesOn } from '../../src/performance/dated-values.js'
import type { PerformanceReads } from '../../src/performance/reads.js'
import { datesOf, returnsOn } from '../../src/performance/split-days.js'
import { storeReads } from '../../src/performance/store-reads.js'
import { NOTHING_HELD, type TopKDropSettings, topkDrop } from '../../src/policy/topk-drop.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'

/** TopK-Drop of the paper: five names, three of which may be replaced on a date. */
const PUBLISHED: TopKDropSettings = { k: 5, n: 3, hold: 1, riskAversion: 0, sides: 'long' }

/** Its cost, 1e-4 of what is traded. */
export const PUBLISHED_COST_BPS = 1

interface PredictedDay {
  readonly date: string
  /** Over the asset axis, NaN outside the universe. */
  readonly mean: Float32Array
  readonly returns: Float64Array
}

/** Accounts of the book that the paper would hold on a run's stored predictions; flat before the first date. */
export async function publishedAccounts(
  db: Db,
  splits: readonly StoredSplit[],
): Promise<AccountRow[]> {
  const reads = storeReads(db)
  const days: PredictedDay[] = []
  for (const split of splits) {
    if (isPublished(split)) days.push(...(await predictedDays(split, reads)))
  }
  return accountsOfPredictions(days)
}

async function predictedDays(
  split: PublishedSplit,
  reads: PerformanceReads,
): Promise<PredictedDay[]> {
  const dates = await datesOf(split, reads)
  const range = rangeOf(dates)
  if (!range) return []
  const { contentId } = split.current
  const [means, returns] = await Promise.all([
    reads.predictedMeansBetween.load({ contentId, ...range }),
    returnsOn(split, dates, reads),
  ])
  const predicted = valuesOn(dates, means, new Float32Array(0))
  return zip(dates, zip(predicted, returns)).map(([date, [mean, realised]]) => ({
    date,
    mean,
    returns: realised,
  }))
}

export function accountsOfPredictions(days: readonly PredictedDay[]): AccountRow[] {
  let held = NOTHING_HELD
  const books = days.map(({ mean }): Book => {
    const columns = Int32Array.from(mean.keys()).filter((i) => Number.isFinite(mean[i]))
    const scores = Array.from(columns, (i) => mean[i] ?? Number.NaN)
    const step = topkDrop({ columns, mean: scores, risk: scores }, held, PUBLISHED)
    held = step.held
    return { assets: columns, weights: step.weights }
  })
  const accounts = accountBooks(books, {
    returnOf: (index, position) => days[index]?.returns[position] ?? Number.NaN,
  })
  return zip(accounts, days).map(([account, { date }]) => ({ ...account, date }))
}
