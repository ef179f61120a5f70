import { type Action, BUY, HOLD, SELL } from './action.js'

/** Cash and whole shares of one asset. */
export interface Account {
  readonly cash: number
  readonly shares: number
}

/** What a trade is charged by: a share of its value. */
export interface Terms {
  /** With which an account begins. */
  readonly cash: number
  readonly costRate: number
}

/** `cash + shares · price` */
export function accountValue({ cash, shares }: Account, price: number): number {
  return cash + shares * price
}

/**
 * The account after an action at a close: everything sold, nothing done, or as many whole shares
 * bought as the cash pays for with their cost. Cash is never negative.
 */
export function trade(account: Account, action: Action, price: number, { costRate }: Terms) {
  switch (action) {
    case SELL:
      return { cash: account.cash + account.shares * price * (1 - costRate), shares: 0 }
    case HOLD:
      return account
    case BUY:
      return bought(account, price * (1 + costRate))
  }
}

function bought({ cash, shares }: Account, pricePaid: number): Account {
  if (!(pricePaid > 0)) return { cash, shares }
  const affordable = Math.floor(cash / pricePaid)
  const more = affordable * pricePaid > cash ? affordable - 1 : affordable // the quotient may have been rounded up
  return { cash: cash - more * pricePaid, shares: shares + more }
}
