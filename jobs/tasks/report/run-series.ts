import type { Book } from '../../../src/accounts/account.js'
import { effectiveNames, netExposure } from '../../../src/accounts/book-shape.js'
import { fittingCapital } from '../../../src/accounts/capacity.js'
import { explainedVariance } from '../../../src/accounts/explained-variance.js'
import { TRADING_DAYS } from '../../../src/accounts/moments.js'
import type { AccountRow } from '../../../src/accounts/pnl.js'
import type { PredictionDay } from '../../../src/accounts/prediction-day.js'
import { zip } from '../../../src/lib/zip.js'
import { accountsOf, booksBefore, type Lag } from '../../../src/performance/accounts.js'
import { isPublished, type PublishedSplit, predecessorOf } from '../../../src/performance/chain.js'
import { predictionDaysOf } from '../../../src/performance/predictions.js'
import type { PerformanceReads } from '../../../src/performance/reads.js'
import { marketOf } from '../../../src/performance/series-of-split.js'
import { booksOn, datesOf, residualDaysOf } from '../../../src/performance/split-days.js'
import { storeReads } from '../../../src/performance/store-reads.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/split-rows.js'
import type { Db } from '../../session/session.js'
import type { UsualVolume } from '../data/usual-volume.js'

export const LAGS = [0, 1] as const

/** All dates that a run has results of, ready to be measured at any cost over any range. */
export interface RunSeries {
  readonly run: StoredRun
  /** Of the dataset's calendar. */
  readonly datesPerYear: number
  readonly splits: readonly StoredSplit[]
  /** The scored splits, chronological; each one's dates follow those of the one before. */
  readonly parts: readonly SeriesPart[]
  /** `[T]` each. */
  readonly dates: readonly string[]
  readonly market: readonly (number | null)[]
  /** By lag: as published, and of the book decided a day earlier. */
  readonly accounts: Readonly<Record<Lag, readonly AccountRow[]>>
  readonly netExposure: readonly number[]
  readonly effectiveNames: readonly number[]
  /** `fittingCapital` of each date's trades; null without volumes. */
  readonly fittingCapital: readonly (number | null)[]
  /** What the predictions of each date came to; null where nothing was predicted. */
  readonly predictions: readonly (PredictionDay | null)[]
}

interface SeriesPart {
  readonly name: string
  readonly length: number
  /** Whether its book was carried on from the part before. */
  readonly follows: boolean
  readonly explainedVariance: number | null
}

/** Reads a run's books, returns and residuals split by split, and accounts them, turnover carried. */
export async function runSeries(
  db: Db,
  run: StoredRun,
  { volume }: { readonly volume?: UsualVolume } = {},
): Promise<RunSeries> {
  const reads = storeReads(db)
  const splits = await reads.splitsOfRun.load(run.id)
  const parts: PartSeries[] = []
  for (const split of splits) {
    if (isPublished(split) && split.current.scoredTo !== null)
      parts.push(await readPart(split, reads, volume)) // one at a time: books are large
  }
  return {
    run,
    datesPerYear: splits[0]?.datesPerYear ?? TRADING_DAYS,
    splits,
    parts,
    dates: parts.flatMap(({ dates }) => dates),
    market: parts.flatMap(({ market }) => market),
    accounts: {
      0: parts.flatMap(({ accounts }) => accounts[0]),
      1: parts.flatMap(({ accounts }) => accounts[1]),
    },
    netExposure: parts.flatMap((part) => part.netExposure),
    effectiveNames: parts.flatMap((part) => part.effectiveNames),
    fittingCapital: parts.flatMap((part) => part.fittingCapital),
    predictions: parts.flatMap((part) => part.predictions),
  }
}

type PartSeries = SeriesPart & Omit<RunSeries, 'run' | 'datesPerYear' | 'splits' | 'parts'>

async function readPart(
  split: PublishedSplit,
  reads: PerformanceReads,
  volume: UsualVolume | undefined,
): Promise<PartSeries> {
  const dates = await datesOf(split, reads)
  const [published, lagged, books, previous, market, days, before, predicted] = await Promise.all([
    accountsOf(reads, split, 0),
    accountsOf(reads, split, 1),
    booksOn(split, dates, reads),
    booksBefore(split, 1, reads),
    marketOf(split, reads),
    residualDaysOf(split, reads),
    predecessorOf(split, reads),
    predictionDaysOf(reads, split),
  ])
  const predictions = new Map(predicted.map((day) => [day.date, day]))
  return {
    name: split.name,
    length: dates.length,
    follows: before !== null,
    explainedVariance: explainedVariance(days),
    dates,
    market,
    accounts: { 0: published, 1: lagged },
    netExposure: books.map(netExposure),
    effectiveNames: books.map(effectiveNames),
    fittingCapital: capitalOf(zip(dates, books), previous[0], volume),
    predictions: dates.map((date) => predictions.get(date) ?? null),
  }
}

const FLAT: Book = { assets: new Int32Array(0), weights: new Float32Array(0) }

/** `fittingCapital` of each date's trades from the book before; null where volumes are unknown. */
function capitalOf(
  days: readonly (readonly [string, Book])[],
  opening: Book = FLAT,
  volume: UsualVolume | undefined,
): (number | null)[] {
  let before = opening
  return days.map(([date, book]) => {
    const usual = volume?.(date)
    const capital = usual ? fittingCapital(book, before, usual) : null
    before = book
    return capital
  })
}
