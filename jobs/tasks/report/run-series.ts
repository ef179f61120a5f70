import { accountBooks, type Book, toBook } from '../../../src/accounts/account.js'
import { effectiveNames, netExposure } from '../../../src/accounts/book-shape.js'
import { fittingCapital } from '../../../src/accounts/capacity.js'
import { explainedVariance } from '../../../src/accounts/explained-variance.js'
import type { AccountRow } from '../../../src/accounts/pnl.js'
import { yearOf } from '../../../src/lib/dates.js'
import { marketRows } from '../../../src/store/read/pnl.js'
import { residualsBetween } from '../../../src/store/read/residuals.js'
import { returnsBetween } from '../../../src/store/read/returns.js'
import { weightsBetween } from '../../../src/store/read/weights.js'
import type { StoredRun } from '../../../src/store/runs.js'
import { type StoredSplit, splitsOfRuns } from '../../../src/store/splits.js'
import type { Db } from '../../session/session.js'
import type { UsualVolume } from '../data/usual-volume.js'

/** Days between the date a book was made for and the date it is held on. */
export const LAGS = [0, 1] as const

/** All dates that a run has results of, ready to be measured at any cost over any range. */
export interface RunSeries {
  readonly run: StoredRun
  readonly splits: readonly StoredSplit[]
  /** The scored splits, chronological; each one's dates follow those of the one before. */
  readonly parts: readonly SeriesPart[]
  /** `[T]` each. */
  readonly dates: readonly string[]
  readonly market: readonly (number | null)[]
  /** By lag: as published, and of the book decided a day earlier. */
  readonly accounts: readonly (readonly AccountRow[])[]
  readonly netExposure: readonly number[]
  readonly effectiveNames: readonly number[]
  /** `fittingCapital` of each date's trades; null without volumes. */
  readonly fittingCapital: readonly (number | null)[]
}

export interface SeriesPart {
  readonly name: string
  readonly length: number
  readonly explainedVariance: number | null
}

/** Reads a run's books, returns and residuals window by window and accounts them, turnover carried. */
export async function runSeries(
  db: Db,
  run: StoredRun,
  { volume }: { readonly volume?: UsualVolume } = {},
): Promise<RunSeries> {
  const [splits] = await splitsOfRuns(db, [run.id])
  const scored = splits.filter(isScored)
  const parts: (SeriesPart & PartSeries)[] = []
  let previous: readonly Book[] = []
  for (const [i, split] of scored.entries()) {
    if (i > 0 && !follows(split, scored[i - 1])) previous = []
    const part = await readPart(db, run.datasetId, split, { previous, volume })
    previous = [...previous, ...part.books].slice(-KEPT)
    parts.push({ ...part, books: [] })
  }
  return {
    run,
    splits,
    parts,
    dates: parts.flatMap(({ dates }) => dates),
    market: parts.flatMap(({ market }) => market),
    accounts: LAGS.map((lag) => parts.flatMap(({ accounts }) => accounts[lag])),
    netExposure: parts.flatMap((part) => part.netExposure),
    effectiveNames: parts.flatMap((part) => part.effectiveNames),
    fittingCapital: parts.flatMap((part) => part.fittingCapital),
  }
}

/** Books a later window's first dates look back at. */
const KEPT = LAGS.length

interface PartSeries
  extends Pick<RunSeries, 'dates' | 'market' | 'accounts'>,
    Pick<RunSeries, 'netExposure' | 'effectiveNames' | 'fittingCapital'> {
  readonly books: readonly Book[]
}

interface Before {
  /** The last books of the split before, oldest first. */
  readonly previous: readonly Book[]
  readonly volume?: UsualVolume
}

async function readPart(
  db: Db,
  datasetId: number,
  split: ScoredSplit,
  { previous, volume }: Before,
): Promise<SeriesPart & PartSeries> {
  const range = { from: split.testFrom, to: split.current.scoredTo }
  const content = [{ contentId: split.current.contentId, ...range }]
  const [[held], [returns], [residuals], [market]] = await Promise.all([
    weightsBetween(db, content),
    returnsBetween(db, [{ datasetId, ...range }]),
    residualsBetween(db, content),
    marketRows(db, [split.current.id]),
  ])
  const dates = held.map(({ date }) => date)
  const books = held.map(({ values }) => toBook(values))
  const returnsOn = new Map(returns.map(({ date, values }) => [date, values]))
  const marketOn = new Map(market.map((row) => [row.date, row.market]))
  const returnOf = (index: number, position: number) =>
    returnsOn.get(dates[index])?.[position] ?? Number.NaN
  return {
    name: split.name,
    length: dates.length,
    explainedVariance: explainedVariance(
      residuals.flatMap(({ date, values }) => {
        const realised = returnsOn.get(date)
        return realised ? [{ residuals: values, returns: realised }] : []
      }),
    ),
    dates,
    market: dates.map((date) => marketOn.get(date) ?? null),
    accounts: LAGS.map((lag) =>
      accountBooks(books, { previous, lag, returnOf }).map((account, t) => ({
        date: dates[t],
        ...account,
      })),
    ),
    netExposure: books.map(netExposure),
    effectiveNames: books.map(effectiveNames),
    fittingCapital: books.map((book, t) => {
      const usual = volume?.(dates[t])
      return usual ? fittingCapital(book, books[t - 1] ?? previous.at(-1) ?? FLAT, usual) : null
    }),
    books,
  }
}

const FLAT: Book = { assets: new Int32Array(0), weights: new Float32Array(0) }

type ScoredSplit = StoredSplit & {
  readonly current: { readonly scoredTo: string; readonly contentId: number; readonly id: number }
}

function isScored(split: StoredSplit): split is ScoredSplit {
  return split.current !== null && split.current.scoredTo !== null
}

function follows(split: ScoredSplit, before: ScoredSplit): boolean {
  return yearOf(split.testFrom) === yearOf(before.testTo) + 1
}
