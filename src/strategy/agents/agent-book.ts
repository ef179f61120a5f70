import type { Terms } from '../../agent/account.js'
import { inputsOf, SIZE_DATES } from '../../agent/inputs.js'
import { buyAndHold, meanRanking, rankingOf } from '../../agent/preferences.js'
import { type AgentOutcome, type AgentTrade, type Ranking, Trader } from '../../agent/trader.js'
import type { MarketView } from '../../data/source.js'
import { assert } from '../../lib/assert.js'
import type { DecidedAgents, RealisedAgents } from '../../results.js'
import type { DecidedDate, Decider, Revealed } from '../decider.js'
import { universeOf } from '../universe.js'
import type { SeedAgents } from './agents.js'
import { columnReturns } from './column-returns.js'

export interface AgentBookPieces {
  /** Traded columns, ascending. */
  readonly columns: Int32Array
  readonly seeds: readonly SeedAgents[]
  readonly terms: Terms
  /** Accounts open after this date, the last of the train range. */
  readonly opensAfter: string
}

/**
 * One agent for each traded asset, with an account of its own; seeds combine by the mean of how they rank
 * the actions. The book holds the assets that agents hold in equal parts, `w_i = 1/H`: the share
 * `1/A` of each of A accounts, scaled so that `Σ|w| = 1`. A date on which none holds is not traded.
 */
export function agentBook(pieces: AgentBookPieces): Decider {
  return new AgentBook(pieces)
}

interface Decided {
  /** Places of the traded columns among those of the date, −1 outside the universe. */
  readonly places: readonly number[]
  readonly trades: readonly AgentTrade[]
  readonly count: number
}

class AgentBook implements Decider {
  readonly factorCount = 0
  readonly lookback = 0
  readonly warmUp = 0
  readonly #pieces: AgentBookPieces
  readonly #traders: readonly Trader[]
  #decided: Decided | null = null

  constructor(pieces: AgentBookPieces) {
    this.#pieces = pieces
    this.#traders = Array.from(pieces.columns, () => new Trader(pieces.terms))
  }

  decide(view: MarketView): DecidedDate {
    const columns = universeOf(view)
    const book = new Float64Array(columns.length)
    if (view.nextDate <= this.#pieces.opensAfter) return { columns, book }
    const places = Array.from(this.#pieces.columns, (column) => columns.indexOf(column))
    const rankings = this.#rankings(view)
    const trades = this.#traders.map((trader, a) => trader.decide(rankings[a], places[a] >= 0))
    this.#decided = { places, trades, count: columns.length }
    const held = places.filter((_, a) => trades[a].shares > 0)
    for (const place of held) book[place] = 1 / held.length
    return { columns, book, agents: decidedAgents(this.#decided) }
  }

  realise(returns: Float64Array): Revealed {
    if (!this.#decided) return {}
    const { places, trades } = this.#decided
    const outcomes = this.#traders.map((trader, a) =>
      trader.realise(places[a] < 0 ? Number.NaN : returns[places[a]], trades[a]),
    )
    return { agents: realisedAgents(this.#decided, outcomes) }
  }

  dispose(): void {
    for (const { states } of this.#pieces.seeds) states.dispose()
  }

  /** How the actions of each traded asset rank for the view's `nextDate`. */
  #rankings(view: MarketView): Ranking[] {
    const { columns, seeds } = this.#pieces
    const row = view.dates.length
    const bySeed = seeds.map(({ states, agents }) => {
      if (agents.length === 0) return Array.from(columns, () => buyAndHold)
      const { width } = states
      const values = states.statesOf(view, { from: row, end: row + 1 }, columns)
      assert(values.length === columns.length * width, `states of width ${width}`)
      return agents.map(({ scaling, preferences }, a) => {
        const recent = columnReturns(view, columns[a], Math.max(0, row - SIZE_DATES))
        const state = values.subarray(a * width, (a + 1) * width)
        return rankingOf(preferences, inputsOf(state, scaling, recent, recent.length))
      })
    })
    return Array.from(columns, (_, a) => meanRanking(bySeed.map((rankings) => rankings[a])))
  }
}

function decidedAgents({ places, trades, count }: Decided): DecidedAgents {
  const of = (value: (trade: AgentTrade) => number) => placed(places, trades.map(value), count)
  return {
    action: of(({ action }) => action),
    shares: of(({ shares }) => shares),
    turnover: of(({ turnover }) => turnover),
  }
}

function realisedAgents(
  { places, count }: Decided,
  outcomes: readonly AgentOutcome[],
): RealisedAgents {
  return {
    gross: placed(
      places,
      outcomes.map(({ gross }) => gross),
      count,
    ),
    value: placed(
      places,
      outcomes.map(({ value }) => value),
      count,
    ),
  }
}

/** `[n]` with each agent's value at its place, NaN elsewhere. */
function placed(places: readonly number[], values: readonly number[], count: number): Float32Array {
  const row = new Float32Array(count).fill(Number.NaN)
  places.forEach((place, a) => {
    if (place >= 0) row[place] = values[a]
  })
  return row
}
