import { DEFAULT_COST_RATES } from '../accounts/costs.js'
import type { AccountRow } from '../accounts/pnl.js'
import { zip } from '../lib/zip.js'
import { type Performance, performanceOf } from '../performance/performance.js'
import { storeReads } from '../performance/store-reads.js'
import type { OpenDatabase } from '../store/database.js'
import { accountRows } from '../store/read/pnl.js'
import type { ExportPart, ExportPlan } from './plan.js'
import { type Batch, COLUMNS, toBatch } from './table.js'

type Db = OpenDatabase['db']

/**
 * Daily PnL at the default costs. `cumulativeNet` starts at the first date of the range, even where
 * `since` leaves it out: with `since`, the rows that are new or changed are answered.
 */
export async function* pnlBatches(db: Db, plan: ExportPlan): AsyncGenerator<Batch> {
  const { pnl, hedgedNet } = await performanceIn(db, plan)
  const hedged = await hedgedNet()
  const isNew = await comparison(db, plan.parts)
  const rows = zip(pnl, hedged).flatMap(([row, hedgedOfDate]) => {
    if (!isNew(row)) return []
    const { date, gross, cost, net, cumulativeNet, turnover, shortExposure } = row
    return [[date, gross, cost, net, cumulativeNet, turnover, shortExposure, hedgedOfDate]]
  })
  yield toBatch(COLUMNS.pnl, rows)
}

/** The performance of what the plan points to; no split published since then is looked at. */
function performanceIn(db: Db, { parts, published }: ExportPlan): Promise<Performance> {
  const wanted = new Set(parts.flatMap(({ dates }) => dates))
  const reads = { ...storeReads(db), splitsOfRun: { load: async () => published } }
  return performanceOf(
    parts.map(({ split }) => split),
    { filter: { includes: (date) => wanted.has(date) }, rates: DEFAULT_COST_RATES, lag: 0 },
    reads,
  )
}

/** Whether a row differs from the version that was there at `since`. */
async function comparison(
  db: Db,
  parts: readonly ExportPart[],
): Promise<(row: AccountRow) => boolean> {
  const earlierIds = parts.flatMap(({ earlier }) => (earlier ? [earlier.id] : []))
  const shown = (await accountRows(db, earlierIds)).flat()
  const byDate = new Map(shown.map((row) => [row.date, row]))
  return (row) => {
    const before = byDate.get(row.date)
    return (
      before?.gross !== row.gross ||
      before.turnover !== row.turnover ||
      before.shortExposure !== row.shortExposure
    )
  }
}
