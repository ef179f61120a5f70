import { accountBooks, type Book } from '../../src/accounts/account.js'
import { pnlOf } from '../../src/accounts/pnl.js'
import { type MarketArrays, marketData } from '../../src/characteristics/market-data.js'
import { at } from '../../src/lib/at.js'
import { normaliseBook } from '../../src/residuals/chain.js'
import type { DayResult } from '../../src/results.js'
import type { Strategy } from '../../src/strategy/strategy.js'
import { keyOf } from '../../src/tensor/random.js'
import { scoreDates } from '../../src/walkforward/score.js'
import { contrarianNetSharpe, contrarianSharpe, type PlantedPanel, plantedMarket } from './panel.js'

/** Out-of-sample results of a policy; annual Sharpe ratios. */
interface Outcome {
  readonly gross: number
  readonly net: number
  /** Mean per date. */
  readonly turnover: number
  readonly years: number
  /** Explained variance in sample, in the last epoch; null for a strategy without training. */
  readonly explainedVariance: number | null
}

interface Trial {
  readonly panel: PlantedPanel
  readonly trainDays: number
  readonly settings: Readonly<Record<string, unknown>>
  readonly seed?: number
}

/** Two standard errors of an annual Sharpe ratio near 0. */
function twoErrors({ years }: Pick<Outcome, 'years'>): number {
  return 2 / Math.sqrt(years)
}

/** Trains on the first dates of a planted panel and trades the rest. */
async function tryOut(
  strategy: Strategy,
  { panel, trainDays, settings, seed = 1 }: Trial,
): Promise<Outcome> {
  if (!strategy.trains) throw new Error(`${strategy.info.name} trains nothing`)
  const arrays = plantedMarket(panel)
  const market = marketData(arrays)
  const config = strategy.parseConfig({ ...settings })
  const { dates } = arrays
  const range = { from: at(dates, 1), to: at(dates, trainDays - 1) }
  const test = { from: at(dates, trainDays), to: at(dates, panel.dates - 1) }
  const view = market.asOf(range.to)
  const signal = new AbortController().signal
  const fit = await strategy.fit(view, range, {
    config,
    seed,
    key: keyOf(seed),
    signal,
    onEpoch: () => {},
  })
  const decider = strategy.restore([fit.checkpoint], { view, train: range, config })
  const days: DayResult[] = []
  try {
    for await (const day of scoreDates({ market, decider, test })) days.push(day)
  } finally {
    decider.dispose()
  }
  const books = days.map((day) => ({ assets: day.columns, weights: day.book }))
  const explainedVariance = fit.epochs.at(-1)?.explainedVariance ?? null
  return { ...outcomeOf(arrays, trainDays, books), explainedVariance }
}

/** The contrarian of the previous date's *returns*, on the same dates, without a hedge. */
function rawContrarian({ panel, trainDays }: Trial): Outcome {
  const arrays = plantedMarket(panel)
  const n = panel.assets
  const assets = Int32Array.from({ length: n }, (_, i) => i)
  const books = Array.from({ length: panel.dates - trainDays }, (_, day) => {
    const before = (trainDays + day - 1) * n
    const against = arrays.returns.subarray(before, before + n).map((value) => -value)
    return { assets, weights: Float32Array.from(normaliseBook(against)) }
  })
  return { ...outcomeOf(arrays, trainDays, books), explainedVariance: null }
}

function outcomeOf(arrays: MarketArrays, first: number, books: readonly Book[]) {
  const n = arrays.assets.length
  const accounts = accountBooks(books, {
    returnOf: (day, asset) => at(arrays.returns, (first + day) * n + asset),
  })
  const pnl = pnlOf(
    accounts.map((account, day) => ({ date: at(arrays.dates, first + day), ...account })),
  )
  return {
    gross: annualSharpe(pnl.map(({ gross }) => gross)),
    net: annualSharpe(pnl.map(({ net }) => net)),
    turnover: pnl.reduce((sum, { turnover }) => sum + turnover, 0) / pnl.length,
    years: pnl.length / 252,
  }
}

function annualSharpe(returns: readonly number[]): number {
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / returns.length
  return variance > 0 ? (mean / Math.sqrt(variance)) * Math.sqrt(252) : 0
}

/** Sizes of the panels and lengths of training. */
export interface Scale {
  readonly trainDays: number
  readonly testDays: number
  readonly epochs: number
  /** Number of untrained policies. */
  readonly seeds: number
}

export interface Verdict {
  readonly id: string
  readonly claim: string
  readonly figures: string
  readonly holds: boolean
}

const POLICY = { factorCount: 1, input: 'raw', lookback: 10, hidden: 8, width: 8, blockDays: 63 }
const GROSS = {
  ...POLICY,
  hedgedLoss: false,
  explainedVarianceWeight: 0,
  tradingCostBps: 0,
  shortCostBps: 0,
}
const NET = { ...GROSS, tradingCostBps: 5, shortCostBps: 1, trainingCostMultiple: 1 }
/** As initialised: a learning rate of 0. */
const UNTRAINED = { epochs: 1, learningRate: 1e-12 }

const two = (value: number) => value.toFixed(2)

/**
 * The acceptance cases of a trained policy, one after the other; with a strategy on residuals of
 * principal components, PL-5 for that one too.
 */
export async function* plantedCases(
  strategy: Strategy,
  scale: Scale,
  components?: Strategy,
): AsyncGenerator<Verdict> {
  const { trainDays, epochs } = scale
  const dates = trainDays + scale.testDays
  const signal: PlantedPanel = { seed: 1, assets: 50, dates, persistence: -0.1, innovation: 0.01 }
  const run = (panel: PlantedPanel, settings: Record<string, unknown>, seed?: number) =>
    tryOut(strategy, { panel, trainDays, settings: { epochs, ...settings }, seed })

  const noise = { ...signal, persistence: 0 }
  const untrained: Outcome[] = []
  for (let seed = 1; seed <= scale.seeds; seed++) {
    untrained.push(await run(noise, { ...GROSS, ...UNTRAINED }, seed))
  }
  const largest = Math.max(...untrained.map(({ gross }) => Math.abs(gross)))
  const mean = untrained.reduce((sum, { gross }) => sum + gross, 0) / scale.seeds
  yield {
    id: 'PL-1',
    claim: 'untrained policies earn nothing on noise',
    figures: `mean gross ${two(mean)} over ${scale.seeds} seeds, largest ${two(largest)}, two errors ${two(twoErrors(at(untrained, 0)))}`,
    holds: Math.abs(mean) < twoErrors(at(untrained, 0)),
  }

  const gross = await run(signal, GROSS)
  const best = contrarianSharpe(signal)
  yield {
    id: 'PL-2',
    claim: 'a gross-trained policy reaches 80 % of the closed form',
    figures: `gross ${two(gross.gross)} of ${two(best)}: ${((100 * gross.gross) / best).toFixed(0)} %`,
    holds: gross.gross >= 0.8 * best,
  }

  const weak = { ...signal, assets: 100, persistence: -0.05 }
  const [free, costly] = [await run(weak, GROSS), await run(weak, NET)]
  yield {
    id: 'PL-3',
    claim: 'trained on costs it trades less and keeps more than the contrarian',
    figures: `net ${two(costly.net)} at turnover ${two(costly.turnover)}; gross-trained ${two(free.net)} at ${two(free.turnover)}; contrarian ${two(contrarianNetSharpe(weak))}`,
    holds:
      costly.net > contrarianNetSharpe(weak) &&
      costly.net > free.net &&
      costly.turnover < free.turnover,
  }

  const nothing = await run({ ...weak, persistence: 0 }, NET)
  yield {
    id: 'PL-4',
    claim: 'on noise nothing beyond two standard errors',
    figures: `net ${two(nothing.net)}, gross ${two(nothing.gross)}, two errors ${two(twoErrors(nothing))}`,
    holds: nothing.net < twoErrors(nothing),
  }

  const grouped = { ...signal, groups: 4 }
  const hedged = await run(grouped, {
    ...GROSS,
    factorCount: 4,
    explainedVarianceWeight: 4.8,
    init: 'unit',
  })
  const raw = rawContrarian({ panel: grouped, trainDays, settings: {} })
  const reaches = ({ gross: earned }: Outcome) => earned > 0.6 * best && earned > 2 * raw.gross
  yield {
    id: 'PL-5',
    claim: 'common factors: hedged away most is left, unhedged it is out of reach',
    figures: `gross ${two(hedged.gross)} of ${two(best)} (EV ${two(hedged.explainedVariance ?? 0)}), contrarian of raw returns ${two(raw.gross)}`,
    holds: reaches(hedged),
  }
  if (components) {
    const { width: _, explainedVarianceWeight: __, ...settings } = GROSS
    const rolling = await tryOut(components, {
      panel: grouped,
      trainDays,
      settings: { ...settings, epochs, factorCount: 4 },
    })
    yield {
      id: 'PL-5',
      claim: 'the same with residuals of rolling principal components',
      figures: `gross ${two(rolling.gross)} of ${two(best)}`,
      holds: reaches(rolling),
    }
  }

  const shuffled = await run({ ...signal, shuffled: true }, GROSS)
  yield {
    id: 'PL-6',
    claim: 'shuffled dates leave nothing of it',
    figures: `gross ${two(shuffled.gross)}, two errors ${two(twoErrors(shuffled))}`,
    holds: Math.abs(shuffled.gross) < twoErrors(shuffled),
  }

  const alone = await run(
    { ...noise, seed: 3, assets: 60, groups: 3, groupVariance: 1 },
    { ...GROSS, factorCount: 3, explainedVarianceWeight: 1e4, learningRate: 0.05 },
  )
  yield {
    id: 'AF-11',
    claim: 'trained on explained variance alone it finds the groups',
    figures: `explained variance ${(alone.explainedVariance ?? 0).toFixed(3)} of 0.525 in population`,
    holds: (alone.explainedVariance ?? 0) > 0.5,
  }
}
