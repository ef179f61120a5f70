import { type Account, accountValue, type Terms, trade } from './account.js'
import { type Action, SELL } from './action.js'
import { greedy } from './choice.js'

/** Ranks the actions of a date, `[3]`, by whether shares are held. */
export type Ranking = (holds: boolean) => ArrayLike<number>

/** What an agent decided at a close for the date after it. */
export interface AgentTrade {
  readonly action: Action
  /** Held over the date. */
  readonly shares: number
  /** Value of the shares as a share of the account's before the trade. */
  readonly weight: number
  /** Value traded as a share of it. */
  readonly turnover: number
}

/** What came of it: the return before costs, and the value of the account at the next close. */
export interface AgentOutcome {
  readonly gross: number
  readonly value: number
}

/** The price index of the first close; shares are shares of that index. */
export const FIRST_PRICE = 100

/**
 * A frozen policy that trades one asset, date after date, without chance: the best action of each. `v_(t+1) / v_t − 1 = gross − costRate · turnover`.
 */
export class Trader {
  readonly #terms: Terms
  #account: Account
  #price = FIRST_PRICE

  constructor(terms: Terms) {
    this.#terms = terms
    this.#account = { cash: terms.cash, shares: 0 }
  }

  /** Trades at the close before the date; an asset that may not be held is sold. */
  decide(ranking: Ranking, mayHold = true): AgentTrade {
    const before = this.#account
    const action = mayHold ? greedy(ranking(before.shares > 0)) : SELL
    const value = accountValue(before, this.#price)
    this.#account = trade(before, action, this.#price, this.#terms)
    const { shares } = this.#account
    return {
      action,
      shares,
      weight: (shares * this.#price) / value,
      turnover: (Math.abs(shares - before.shares) * this.#price) / value,
    }
  }

  /** Moves on to the close of the date; a missing return counts 0. */
  realise(assetReturn: number, { weight }: AgentTrade): AgentOutcome {
    const earned = Number.isNaN(assetReturn) ? 0 : assetReturn
    this.#price *= 1 + earned
    const gross = weight === 0 ? 0 : weight * earned
    return { gross, value: accountValue(this.#account, this.#price) }
  }
}
