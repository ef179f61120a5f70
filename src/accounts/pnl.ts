import type { DayAccount } from './account.js'
import { type CostRates, costOf, DEFAULT_COST_RATES } from './costs.js'

export interface AccountRow extends DayAccount {
  readonly date: string
}

export interface PnlRow extends AccountRow {
  readonly cost: number
  readonly net: number
  /** `Σ net` from the first row on: unit notional, not compounded. */
  readonly cumulativeNet: number
}

/** `net = gross − cost` and its running sum. */
export function pnlOf(
  rows: readonly AccountRow[],
  rates: CostRates = DEFAULT_COST_RATES,
): PnlRow[] {
  let cumulativeNet = 0
  return rows.map(({ date, gross, turnover, shortExposure }) => {
    const cost = costOf({ turnover, shortExposure }, rates)
    const net = gross - cost
    cumulativeNet += net
    return { date, gross, turnover, shortExposure, cost, net, cumulativeNet }
  })
}

/** The columns of PnL that are printed when a split is published. */
export const PRINTED_COLUMNS = [
  'date',
  'gross',
  'cost',
  'net',
  'cumulativeNet',
  'turnover',
  'shortExposure',
] as const satisfies readonly (keyof PnlRow)[]

export type PrintedColumn = (typeof PRINTED_COLUMNS)[number]

/** A column of PnL as the API writes it: its values as JSON, between commas. */
export interface PrintedValues {
  readonly text: string
  /** How many values. */
  readonly count: number
}

/** The columns of the rows, in shortest digits; one with a value that is no number has no JSON. */
export function printPnl(
  rows: readonly PnlRow[],
): readonly (PrintedValues & { readonly column: PrintedColumn })[] {
  return PRINTED_COLUMNS.flatMap((column) => {
    const values = rows.map((row) => row[column])
    const isPrintable = values.every((value) => typeof value === 'string' || Number.isFinite(value))
    const text = JSON.stringify(values).slice(1, -1)
    return isPrintable ? [{ column, text, count: rows.length }] : []
  })
}

/** What costs a column was printed at. */
export function costsKey({ tradingCostBps, shortCostBps }: CostRates): string {
  return `${tradingCostBps} ${shortCostBps}`
}
