/** What an agent may do with its asset at a close; numbered as the outputs of its network. */
export const SELL = 0
export const HOLD = 1
export const BUY = 2

export type Action = typeof SELL | typeof HOLD | typeof BUY

export const ACTIONS: readonly Action[] = [SELL, HOLD, BUY]
