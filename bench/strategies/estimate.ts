/** A hedged net Sharpe ratio at lag 1, with its 95 % interval. */
export interface Estimate {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** Of the dates that no setting was chosen near, by the label of a method. */
export type ApartFigures = ReadonlyMap<string, Estimate>

/** What readers of a front table look its cells up by. */
export const FRONT_TITLES = { method: 'method', apart: '2021–2024', missing: 'not computed yet' }
