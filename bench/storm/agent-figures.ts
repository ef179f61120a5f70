import { fixed, percent } from '../../jobs/cli/show/table.js'
import type { Db } from '../../jobs/session/session.js'
import type { DayAccount } from '../../src/accounts/account.js'
import { DEFAULT_COST_RATES } from '../../src/accounts/costs.js'
import { mean, TRADING_DAYS } from '../../src/accounts/moments.js'
import { type AccountRow, pnlOf } from '../../src/accounts/pnl.js'
import { standardErrorOfMean } from '../../src/accounts/prediction-measures.js'
import { wealthMeasuresOf } from '../../src/accounts/wealth.js'
import { agentPerformance, agentPositions } from '../../src/performance/agents.js'
import { isPublished, type PublishedSplit } from '../../src/performance/chain.js'
import { storeReads } from '../../src/performance/store-reads.js'
import { table } from '../_util/markdown.js'
import type { Range } from '../walk-forward/measures.js'
import type { MeasuredStormRow } from './plan.js'
import { PRINTED_TRADING } from './printed.js'
import { monthsOf, WEALTH_TITLES, wealthCells } from './wealth-tables.js'

/** The accounts of a method's agents, by the symbol of their asset. */
export interface AgentAccounts {
  readonly label: string
  readonly hold: boolean
  readonly byAsset: ReadonlyMap<string, readonly AccountRow[]>
}

const EVERY_DATE = { includes: () => true }

export async function agentAccounts(db: Db, row: MeasuredStormRow): Promise<AgentAccounts> {
  const byAsset = new Map<string, AccountRow[]>()
  for (const split of row.series.splits.filter(isPublished)) {
    for (const [symbol, rows] of await accountsOfSplit(db, split)) {
      byAsset.set(symbol, [...(byAsset.get(symbol) ?? []), ...rows])
    }
  }
  return { label: row.row.label, hold: row.row.settings.agent === 'hold', byAsset }
}

async function accountsOfSplit(
  db: Db,
  split: PublishedSplit,
): Promise<(readonly [string, readonly AccountRow[]])[]> {
  const reads = storeReads(db)
  const [positions, axis] = await Promise.all([
    agentPositions(split, reads),
    reads.axis.load(split.datasetId),
  ])
  const accounts: (readonly [string, readonly AccountRow[]])[] = []
  for (const position of positions) {
    const options = { filter: EVERY_DATE, rates: DEFAULT_COST_RATES }
    const { pnl } = await agentPerformance(split, position, options, reads)
    accounts.push([axis[position]?.symbol ?? String(position), pnl])
  }
  return accounts
}

/** Each asset's account with each method, at two costs, and what it earns a year over buying and holding. */
export function agentTable(agents: readonly AgentAccounts[], range: Range): string {
  const hold = agents.find((one) => one.hold)
  const symbols = [...new Set(agents.flatMap(({ byAsset }) => [...byAsset.keys()]))]
  const titles = [...WEALTH_TITLES, 'APY at 5 bp', 'less hold', '±', 'trades a year']
  return table([
    ['asset', 'agent', ...titles],
    ...symbols.flatMap((symbol) =>
      agents.map((agent, i) => [
        i === 0 ? symbol : '',
        agent.label,
        ...agentCells(agent.byAsset.get(symbol) ?? [], hold?.byAsset.get(symbol) ?? [], range),
      ]),
    ),
  ])
}

function agentCells(
  rows: readonly AccountRow[],
  held: readonly AccountRow[],
  range: Range,
): string[] {
  const own = within(rows, range)
  const excess = excessOverHold(own, within(held, range))
  return [
    ...wealthCells(wealthMeasuresOf(netOf(own, 1))),
    percent(wealthMeasuresOf(netOf(own, 5)).apy),
    percent(excess?.mean),
    percent(excess?.error),
    fixed(tradesAYear(own), 0),
  ]
}

function within(rows: readonly AccountRow[], { from, to }: Range): AccountRow[] {
  return rows.filter(({ date }) => date >= from && date <= to)
}

function netOf(rows: readonly AccountRow[], tradingCostBps: number): number[] {
  return pnlOf(rows, { tradingCostBps, shortCostBps: 0 }).map(({ net }) => net)
}

/** Mean of the daily differences at 1 bp, a year, and its standard error; null where nothing differs. */
export function excessOverHold(
  rows: readonly AccountRow[],
  held: readonly AccountRow[],
): { readonly mean: number; readonly error: number } | null {
  const heldNet = netOf(held, 1)
  const heldOn = new Map(held.map(({ date }, t) => [date, heldNet[t] ?? Number.NaN]))
  const differences = netOf(rows, 1)
    .map((net, t) => net - (heldOn.get(rows[t]?.date ?? '') ?? Number.NaN))
    .filter(Number.isFinite)
  if (differences.every((value) => value === 0)) return null
  const error = standardErrorOfMean(differences) ?? Number.NaN
  return { mean: TRADING_DAYS * mean(differences), error: TRADING_DAYS * error }
}

/** Dates on which shares change hands, a year of 252 dates. */
export function tradesAYear(rows: readonly DayAccount[]): number | null {
  if (rows.length === 0) return null
  return (TRADING_DAYS * rows.filter(({ turnover }) => turnover > 0).length) / rows.length
}

/** The paper's table of trading, and ours on its dates at its cost of 1 bp. */
export function tradingBesidePrinted(agents: readonly AgentAccounts[], range: Range): string {
  const ours = agents.map(({ label }) => `${label}: APY, ${monthsOf(range)}`)
  return table([
    ['asset', 'printed APY', 'CW', 'MDD', 'printed APY of holding', ...ours],
    ...[...PRINTED_TRADING].map(([symbol, { apy, cw, mdd, holdApy }]) => [
      symbol,
      percent(apy),
      fixed(cw, 3),
      percent(mdd),
      percent(holdApy),
      ...agents.map(({ byAsset }) => {
        const rows = within(byAsset.get(symbol) ?? [], range)
        return percent(wealthMeasuresOf(netOf(rows, 1)).apy)
      }),
    ]),
  ])
}
