import { HEDGE_DATES, hedgedNet } from '../accounts/hedged.js'
import { type AccountRow, pnlOf } from '../accounts/pnl.js'
import { yearOf } from '../lib/dates.js'
import type { OpenDatabase } from '../store/database.js'
import { accountRows, marketRows } from '../store/read/pnl.js'
import type { ExportPart, ExportPlan, PublishedSplit } from './plan.js'
import { type Batch, COLUMNS, toBatch } from './table.js'

type Db = OpenDatabase['db']

/** A date's account, and what the market did. */
interface MarketAccount extends AccountRow {
  readonly market: number | null
}

/**
 * Daily PnL at the default costs. `cumulativeNet` starts at the first date of the range, whatever
 * `since` then leaves out: with it, the rows that are new or were accounted anew are answered.
 */
export async function* pnlBatches(db: Db, plan: ExportPlan): AsyncGenerator<Batch> {
  const { parts } = plan
  const accounts = await marketAccounts(
    db,
    parts.map(({ split }) => split),
  )
  const inRange = parts.flatMap(({ dates }, i) => {
    const wanted = new Set(dates)
    return accounts[i].filter(({ date }) => wanted.has(date))
  })
  const hedged = await hedgedByDate(db, plan, accounts)
  const isNew = await comparison(db, parts)
  const rows = pnlOf(inRange)
    .filter(isNew)
    .map((row) => [
      row.date,
      row.gross,
      row.cost,
      row.net,
      row.cumulativeNet,
      row.turnover,
      row.shortExposure,
      hedged.get(row.date) ?? null,
    ])
  yield toBatch(COLUMNS.pnl, rows)
}

async function marketAccounts(
  db: Db,
  splits: readonly PublishedSplit[],
): Promise<MarketAccount[][]> {
  const versionIds = splits.map(({ current }) => current.id)
  const [accounts, markets] = await Promise.all([
    accountRows(db, versionIds),
    marketRows(db, versionIds),
  ])
  return accounts.map((rows, i) => rows.map((row, t) => ({ ...row, market: markets[i][t].market })))
}

/** Hedged net of every date of the parts, over the dates through which the book was carried on. */
async function hedgedByDate(
  db: Db,
  { parts, published }: ExportPlan,
  accounts: readonly (readonly MarketAccount[])[],
): Promise<ReadonlyMap<string, number | null>> {
  const hedged = new Map<string, number | null>()
  let history = await historyOf(db, parts[0].split, published)
  for (const [i, { split }] of parts.entries()) {
    if (i > 0 && !follows(split, parts[i - 1].split)) history = []
    const rows = [...history, ...accounts[i]]
    const values = hedgedNet(
      pnlOf(rows).map(({ net }) => net),
      rows.map(({ market }) => market),
    )
    for (const [t, { date }] of accounts[i].entries()) hedged.set(date, values[history.length + t])
    history = rows.slice(-LOOKED_BACK)
  }
  return hedged
}

/** One date more than the beta needs: its change on the first date is charged. */
const LOOKED_BACK = HEDGE_DATES + 1

/** The dates before a split that its first hedge looks back at, as far as the book was carried on. */
async function historyOf(
  db: Db,
  split: PublishedSplit,
  published: readonly PublishedSplit[],
): Promise<MarketAccount[]> {
  let rows: MarketAccount[] = []
  let at = published.findIndex(({ id }) => id === split.id)
  while (rows.length < LOOKED_BACK && follows(published[at], published[at - 1])) {
    const [before] = await marketAccounts(db, [published[--at]])
    rows = [...before, ...rows]
  }
  return rows
}

/** Whether a split trades on from the book of the one before. */
function follows({ testFrom }: PublishedSplit, before: PublishedSplit | undefined): boolean {
  if (!before) return false
  const adjoins = yearOf(before.testTo) + 1 === yearOf(testFrom)
  return adjoins && before.current.scoredTo === before.testTo
}

/** Whether a row says something else than the version that was there at `since`. */
async function comparison(
  db: Db,
  parts: readonly ExportPart[],
): Promise<(row: AccountRow) => boolean> {
  const earlierIds = parts.flatMap(({ earlier }) => (earlier ? [earlier.id] : []))
  const said = (await accountRows(db, earlierIds)).flat()
  const byDate = new Map(said.map((row) => [row.date, row]))
  return (row) => {
    const before = byDate.get(row.date)
    return (
      before?.gross !== row.gross ||
      before.turnover !== row.turnover ||
      before.shortExposure !== row.shortExposure
    )
  }
}
