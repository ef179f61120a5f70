import type { DayAccount } from '../accounts/account.js'
import { shapeOfDay } from '../accounts/book-shape.js'
import { hedgedNet } from '../accounts/hedged.js'
import { pnlOf } from '../accounts/pnl.js'
import { takeTurn } from '../lib/turns.js'
import type { StoredSplit } from '../store/read/splits.js'
import { isPublished, type PublishedSplit, versionKey } from './chain.js'
import { inPieces, rangeOf, valuesOn } from './dated-values.js'
import { oncePerReads } from './once-per-reads.js'
import type { AccountOptions, Performance } from './performance.js'
import type { PerformanceReads } from './reads.js'
import { factorPortfolioReturnsOf, marketOf } from './series-of-split.js'
import { datesOf } from './split-days.js'

/** What the agents of a split did, `[T]` rows over the asset axis. */
interface AgentDays {
  readonly dates: readonly string[]
  readonly shares: readonly Float32Array[]
  readonly turnovers: readonly Float32Array[]
  readonly gross: readonly Float32Array[]
}

const NO_VALUES = new Float32Array(0)
const DATES_A_SPLIT = 252
/** Of the three series, an asset and date. */
const BYTES_A_ROW = 12

const agentDaysOf = oncePerReads(
  {
    name: 'agent days',
    keyOf: versionKey,
    keptBytes: ({ assetCount }) => DATES_A_SPLIT * BYTES_A_ROW * assetCount,
  },
  async (reads, split): Promise<AgentDays> => {
    const dates = await datesOf(split, reads)
    const days = await inPieces(dates, (some) => agentRows(split, some, reads), zipRows)
    return {
      dates,
      shares: days.map(({ shares }) => shares),
      turnovers: days.map(({ turnovers }) => turnovers),
      gross: days.map(({ gross }) => gross),
    }
  },
)

async function agentRows(
  { current: { contentId } }: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<[Float32Array[], Float32Array[], Float32Array[]]> {
  const range = rangeOf(dates)
  if (!range) return [[], [], []]
  const key = { contentId, ...range }
  const [shares, turnovers, gross] = await Promise.all([
    reads.agentSharesBetween.load(key),
    reads.agentTurnoversBetween.load(key),
    reads.agentGrossBetween.load(key),
  ])
  return [
    valuesOn(dates, shares, NO_VALUES),
    valuesOn(dates, turnovers, NO_VALUES),
    valuesOn(dates, gross, NO_VALUES),
  ]
}

function zipRows([shares, turnovers, gross]: Awaited<ReturnType<typeof agentRows>>) {
  return shares.map((row, t) => ({
    shares: row,
    turnovers: turnovers[t] ?? NO_VALUES,
    gross: gross[t] ?? NO_VALUES,
  }))
}

/** Positions on the asset axis of the assets with an agent, ascending; none where a split has no agents. */
export async function agentPositions(
  split: StoredSplit,
  reads: PerformanceReads,
): Promise<number[]> {
  if (!isPublished(split)) return []
  const { shares } = await agentDaysOf(reads, split)
  const found = new Set<number>()
  for (const row of shares) {
    for (const [at, value] of row.entries()) if (!Number.isNaN(value)) found.add(at)
  }
  return [...found].sort((a, b) => a - b)
}

/** The performance of one agent's account, as of a book of its own. */
export async function agentPerformance(
  split: PublishedSplit,
  position: number,
  { filter, rates }: Pick<AccountOptions, 'filter' | 'rates'>,
  reads: PerformanceReads,
): Promise<Performance> {
  const days = await agentDaysOf(reads, split)
  await takeTurn()
  const included = <T>(values: readonly T[]) =>
    values.filter((_, t) => filter.includes(days.dates[t] ?? ''))
  const rows = accountsOfAgent(days, position)
  const all = rows.map((row, t) => ({ ...row, date: days.dates[t] ?? '' }))
  return {
    datesPerYear: split.datesPerYear,
    pnl: pnlOf(included(all), rates),
    market: async () => included(await marketOf(split, reads)),
    hedgedNet: async () => {
      const net = pnlOf(all, rates).map((row) => row.net)
      return included(hedgedNet(net, await marketOf(split, reads), rates))
    },
    explainedVariance: async () => null,
    bookShapes: async () => included(days.shares.map((row) => shapeOfDay(bookOf(row, position)))),
    predictions: async () => [],
    factorReturns: async () => {
      const returns = included(await factorPortfolioReturnsOf(split, reads))
      return returns.some((values) => values.length > 0) ? returns : null
    },
    async computed(_, compute) {
      await takeTurn()
      return compute()
    },
  }
}

/** On how many dates of the split an agent traded. */
export async function agentTrades(
  split: PublishedSplit,
  position: number,
  reads: PerformanceReads,
): Promise<number> {
  const days = await agentDaysOf(reads, split)
  return accountsOfAgent(days, position).filter(({ turnover }) => turnover > 0).length
}

/** A date outside the universe has no row: what was held was sold whole at the close before it. */
function accountsOfAgent({ shares, turnovers, gross }: AgentDays, position: number): DayAccount[] {
  return shares.map((row, t) => {
    const held = row[position]
    if (held !== undefined && !Number.isNaN(held)) {
      return {
        gross: gross[t]?.[position] ?? 0,
        turnover: turnovers[t]?.[position] ?? 0,
        shortExposure: 0,
      }
    }
    const before = shares[t - 1]?.[position] ?? 0
    return { gross: 0, turnover: before > 0 ? 1 : 0, shortExposure: 0 }
  })
}

function bookOf(shares: Float32Array, position: number) {
  const isHeld = (shares[position] ?? 0) > 0
  return isHeld
    ? { assets: Int32Array.of(position), weights: Float32Array.of(1) }
    : { assets: new Int32Array(0), weights: new Float32Array(0) }
}
