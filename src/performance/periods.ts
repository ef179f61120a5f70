import { type PeriodLength, type PeriodPnl, pnlByPeriod } from '../accounts/periods.js'
import { takeTurn } from '../lib/turns.js'
import { onDemand } from './on-demand.js'
import type { Performance } from './performance.js'

/** The PnL of a calendar month or year, hedged only if asked for. */
export type LazyPeriod = Omit<PeriodPnl, 'hedgedNet'> & { hedgedNet(): Promise<number | null> }

/** The PnL by calendar month or year, chronological. */
export function periodsOf({ pnl, hedgedNet }: Performance, by: PeriodLength): LazyPeriod[] {
  const hedged = onDemand(async () => {
    const values = await hedgedNet()
    await takeTurn()
    return pnlByPeriod(pnl, values, by)
  })
  const unknown = pnl.map(() => null)
  return pnlByPeriod(pnl, unknown, by).map((period, index) => ({
    ...period,
    hedgedNet: async () => (await hedged())[index]?.hedgedNet ?? null,
  }))
}
