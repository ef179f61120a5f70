import { type Account, accountValue, type Terms, trade } from './account.js'
import type { Action } from './action.js'
import { type AgentMarket, dateCount } from './market.js'

/** Where an episode stands: the next decision is that of `row`. */
export interface EnvironmentState {
  readonly row: number
  readonly account: Account
}

interface Step {
  readonly next: EnvironmentState
  /** `v_(t+1) / v_t − 1`, the value v_t before the trade of t: known at t + 1 only. */
  readonly reward: number
  /** Whether the market has no further row to decide on. */
  readonly done: boolean
}

/** An episode that begins with cash on `row`. */
export function beginAt(row: number, { cash }: Terms): EnvironmentState {
  return { row, account: { cash, shares: 0 } }
}

/** Trades at the close of the row, and moves on by a date. */
export function step(
  market: AgentMarket,
  { row, account }: EnvironmentState,
  action: Action,
  terms: Terms,
): Step {
  const price = market.prices[row]
  const after = trade(account, action, price, terms)
  const value = accountValue(after, market.prices[row + 1])
  return {
    next: { row: row + 1, account: after },
    reward: value / accountValue(account, price) - 1,
    done: row + 1 >= dateCount(market),
  }
}

export function holdsShares({ account }: EnvironmentState): boolean {
  return account.shares > 0
}
