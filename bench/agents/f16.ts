import type { Terms } from '../../src/agent/account.js'
import { ACTIONS, BUY, SELL } from '../../src/agent/action.js'
import { inputsOf, scalingOf, trainingMarket } from '../../src/agent/inputs.js'
import { type LearningAgent, learnAgent, preferencesOf } from '../../src/agent/methods.js'
import { buyAndHold, rankingOf } from '../../src/agent/preferences.js'
import { type Ranking, Trader } from '../../src/agent/trader.js'
import { at } from '../../src/lib/at.js'
import { disposeParams } from '../../src/tensor/params.js'
import { keyOf } from '../../src/tensor/random.js'
import { table } from '../_util/markdown.js'
import { type DriftMarket, driftMarket } from './drift-market.js'

const DATES = { train: 2200, end: 3000 }
const DATES_PER_YEAR = 252
const BAR = 0.7

export interface DriftOptions {
  readonly agents: readonly LearningAgent[]
  readonly seeds: readonly number[]
  readonly costBps: number
  readonly print: (line: string) => void
}

/**
 * F16: agents on markets whose best policy is known. Captured: annual log growth over that of holding,
 * as a share of what an oracle of the drift's sign gains without costs. Whether PPO captures 0.70.
 */
export async function runDrift({ agents, seeds, costBps, print }: DriftOptions): Promise<boolean> {
  const terms = { cash: 100_000, costRate: costBps * 1e-4 }
  const rows = [['agent', ...seeds.map((seed) => `seed ${seed}`), 'mean', 'trades', 'CPU s']]
  let holds = true
  for (const agent of agents) {
    const runs = []
    for (const seed of seeds) runs.push(await tried(agent, seed, terms))
    const mean = average(runs.map(({ captured }) => captured))
    const trades = average(runs.map((run) => run.trades))
    const seconds = average(runs.map((run) => run.seconds))
    rows.push([
      agent,
      ...runs.map(({ captured }) => captured.toFixed(2)),
      mean.toFixed(2),
      trades.toFixed(0),
      seconds.toFixed(1),
    ])
    if (agent === 'ppo') holds = mean >= BAR
  }
  print(table(rows))
  if (agents.includes('ppo'))
    print(
      `${holds ? 'holds' : 'FAILS'}  F16 PPO captures ≥ ${BAR} of oracle less hold, mean of ${seeds.length} seeds`,
    )
  return holds
}

async function tried(agent: LearningAgent, seed: number, terms: Terms) {
  const market = driftMarket(seed, DATES.end)
  const { states, width, returns } = market
  const known = states.subarray(0, DATES.train * width)
  const scaling = scalingOf(known, width)
  const training = trainingMarket({ states: known, width, returns, from: 0 }, scaling)
  const start = process.cpuUsage()
  const network = await learnAgent(agent, training, { terms }, { key: keyOf(seed) })
  const { user, system } = process.cpuUsage(start)
  const preferences = preferencesOf(agent, network)
  disposeParams(network)
  const inputsAt = (row: number) => {
    return inputsOf(states.subarray(row * width, (row + 1) * width), scaling, returns, row)
  }
  const played = growth(market, terms, (row) => rankingOf(preferences, inputsAt(row)))
  const held = growth(market, terms, () => buyAndHold)
  const free = { ...terms, costRate: 0 }
  const best = growth(market, free, (row) => oracle(at(market.signs, row)))
  return {
    captured: (played.growth - held.growth) / (best.growth - held.growth),
    trades: played.trades,
    seconds: (user + system) / 1e6,
  }
}

/** Annual log growth over the test dates, and on how many of them shares changed hands. */
function growth(
  { returns }: DriftMarket,
  terms: Terms,
  rankingAt: (row: number) => Ranking,
): { readonly growth: number; readonly trades: number } {
  const trader = new Trader(terms)
  let [value, trades] = [terms.cash, 0]
  for (let row = DATES.train; row < DATES.end; row++) {
    const trade = trader.decide(rankingAt(row))
    value = trader.realise(at(returns, row), trade).value
    trades += Number(trade.turnover > 0)
  }
  const years = (DATES.end - DATES.train) / DATES_PER_YEAR
  return { growth: Math.log(value / terms.cash) / years, trades }
}

const oracle = (sign: number): Ranking => {
  return () => ACTIONS.map((action) => Number(action === (sign > 0 ? BUY : SELL)))
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
