import type { ResidualsQuery, WeightFragment } from '../../../api/operations.js'

type Vector = NonNullable<ResidualsQuery['split']>['residualVector']

export interface ResidualRow {
  readonly symbol: string
  readonly value: number
  /** The position in the asset, where there is one. */
  readonly position: WeightFragment | undefined
}

/** The known residuals of a date, with the weights of the same assets. */
export function toRows(
  { assets, values }: Vector,
  weights: readonly WeightFragment[],
): ResidualRow[] {
  const positions = new Map(weights.map((each) => [each.asset.symbol, each]))
  return assets.flatMap((symbol, i) => {
    const value = values[i] ?? null
    return value === null ? [] : [{ symbol, value, position: positions.get(symbol) }]
  })
}
