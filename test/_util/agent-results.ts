import type { Action } from '../../src/agent/action.js'
import { Trader } from '../../src/agent/trader.js'
import type { DayResult, SplitResult } from '../../src/results.js'

export const AGENT_TERMS = { cash: 100_000, costRate: 5e-4 }

/** A result with agents on some columns, which act by a formula of date and column. */
export function withAgents(result: SplitResult, traded: readonly number[]): SplitResult {
  const traders = new Map(traded.map((column) => [column, new Trader(AGENT_TERMS)]))
  const days = result.days.map((day, t): DayResult => {
    const rows = { action: missing(day), shares: missing(day), turnover: missing(day) }
    const realised = { gross: missing(day), value: missing(day) }
    for (const [column, trader] of traders) {
      const place = day.columns.indexOf(column)
      const action = ((t + column) % 3) as Action
      const trade = trader.decide(
        () => [0, 1, 2].map((other) => Number(other === action)),
        place >= 0,
      )
      const outcome = trader.realise(day.realised?.returns[place] ?? Number.NaN, trade)
      if (place < 0) continue
      rows.action[place] = trade.action
      rows.shares[place] = trade.shares
      rows.turnover[place] = trade.turnover
      realised.gross[place] = outcome.gross
      realised.value[place] = outcome.value
    }
    return { ...day, agents: rows, realised: day.realised && { ...day.realised, agents: realised } }
  })
  return { ...result, days }
}

function missing({ columns }: DayResult): Float32Array {
  return new Float32Array(columns.length).fill(Number.NaN)
}
