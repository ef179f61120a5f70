import { accountBooks, type Book, toBook } from '../../src/accounts/account.js'
import { hedgedNet } from '../../src/accounts/hedged.js'
import { type Measures, measuresOf } from '../../src/accounts/measures.js'
import { type AccountRow, type PnlRow, pnlOf } from '../../src/accounts/pnl.js'
import { yearOf } from '../../src/lib/dates.js'
import { accountRows, marketRows } from '../../src/store/pnl.js'
import { returnsBetween } from '../../src/store/returns.js'
import type { StoredRun } from '../../src/store/runs.js'
import { type StoredSplit, splitsOfRuns } from '../../src/store/splits.js'
import { weightsBetween } from '../../src/store/weights.js'
import type { Db } from './session.js'

/** Measures of a split (or of all of them), decided at the close before and a day earlier. */
export interface ReportRow {
  readonly name: string
  readonly measures: Measures
  readonly lagOne: Measures
}

export interface RunReport {
  readonly run: StoredRun
  readonly splits: readonly StoredSplit[]
  readonly rows: readonly ReportRow[]
  /** Null before the first date with PnL. */
  readonly all: ReportRow | null
  readonly pnl: readonly PnlRow[]
  readonly hedgedNet: readonly (number | null)[]
}

/** One split's dates: accounts as published and of the book decided a day earlier. */
interface Series {
  readonly name: string
  readonly accounts: readonly AccountRow[]
  readonly lagged: readonly AccountRow[]
  readonly market: readonly (number | null)[]
}

/** What a run published, measured split by split and over all its dates, turnover carried. */
export async function runReport(db: Db, run: StoredRun): Promise<RunReport> {
  const [splits] = await splitsOfRuns(db, [run.id])
  const series = await seriesOf(db, run, splits.filter(isScored))
  const market = series.flatMap((part) => part.market)
  const asPublished = measured(
    series.map(({ accounts }) => accounts),
    market,
  )
  const lagOne = measured(
    series.map(({ lagged }) => lagged),
    market,
  )
  return {
    run,
    splits,
    rows: series.map(({ name }, i) => ({
      name,
      measures: asPublished.parts[i],
      lagOne: lagOne.parts[i],
    })),
    all: series.length ? { name: 'all', measures: asPublished.all, lagOne: lagOne.all } : null,
    pnl: asPublished.pnl,
    hedgedNet: asPublished.hedged,
  }
}

type ScoredSplit = StoredSplit & { readonly current: { readonly scoredTo: string } }

function isScored(split: StoredSplit): split is ScoredSplit {
  return split.current !== null && split.current.scoredTo !== null
}

/** Each part's measures and those of the whole; the hedge knows the parts before. */
function measured(parts: readonly (readonly AccountRow[])[], market: readonly (number | null)[]) {
  const pnl = pnlOf(parts.flat())
  const hedged = hedgedNet(
    pnl.map(({ net }) => net),
    market,
  )
  const between = (from: number, to: number) =>
    measuresOf({
      pnl: pnlOf(pnl.slice(from, to)),
      hedgedNet: hedged.slice(from, to),
      market: market.slice(from, to),
    })
  let start = 0
  const measures = parts.map(({ length }) => {
    start += length
    return between(start - length, start)
  })
  return { parts: measures, all: between(0, pnl.length), pnl, hedged }
}

async function seriesOf(db: Db, run: StoredRun, splits: readonly ScoredSplit[]): Promise<Series[]> {
  const versionIds = splits.map(({ current }) => current.id)
  const [accounts, market, lagged] = await Promise.all([
    accountRows(db, versionIds),
    marketRows(db, versionIds),
    laggedRows(db, run.datasetId, splits),
  ])
  return splits.map(({ name }, i) => ({
    name,
    accounts: accounts[i],
    lagged: lagged[i],
    market: market[i].map((row) => row.market),
  }))
}

/** Accounts of the book decided a day earlier, carried from each split to the one after it. */
async function laggedRows(
  db: Db,
  datasetId: number,
  splits: readonly ScoredSplit[],
): Promise<AccountRow[][]> {
  const rows: AccountRow[][] = []
  let previous: Book[] = []
  for (const [i, split] of splits.entries()) {
    const range = { from: split.testFrom, to: split.current.scoredTo }
    const [[books], [returns]] = await Promise.all([
      weightsBetween(db, [{ contentId: split.current.contentId, ...range }]),
      returnsBetween(db, [{ datasetId, ...range }]),
    ])
    if (i > 0 && !follows(split, splits[i - 1])) previous = []
    const byDate = new Map(returns.map(({ date, values }) => [date, values]))
    const held = books.map(({ values }) => toBook(values))
    const accounts = accountBooks(held, {
      previous,
      lag: 1,
      returnOf: (index, position) => byDate.get(books[index].date)?.[position] ?? Number.NaN,
    })
    rows.push(accounts.map((account, index) => ({ ...account, date: books[index].date })))
    previous = [...previous, ...held].slice(-2)
  }
  return rows
}

function follows(split: ScoredSplit, before: ScoredSplit): boolean {
  return yearOf(split.testFrom) === yearOf(before.testTo) + 1
}
