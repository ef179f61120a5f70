import { createHash } from 'node:crypto'
import type { MarketView } from '../data/source.js'

/**
 * What a training read, as a hash: dates, the assets that were ever in the universe or had a return,
 * and their returns, membership and characteristics; factor portfolios where the strategy reads them.
 * Assets that enter the dataset later add columns and change nothing; a restated price changes it.
 */
export function dataHashOf(
  view: MarketView,
  { withFactors = false }: { readonly withFactors?: boolean } = {},
): string {
  const [nDates, nAssets] = [view.dates.length, view.assets.length]
  const columns = seenColumns(view)
  const names = view.characteristics.definitions.map(({ name }) => name)
  const hash = createHash('sha256')
  hash.update(JSON.stringify([view.dates, columns.map((i) => view.assets[i]), names]))

  const width = names.length
  const returns = new Float64Array(columns.length)
  const universe = new Uint8Array(columns.length)
  const ranks = new Float32Array(columns.length * width)
  for (let t = 0; t <= nDates; t++) {
    columns.forEach((i, column) => {
      const cell = t * nAssets + i
      returns[column] = t < nDates ? (view.returns[cell] ?? 0) : 0
      universe[column] = view.universe[cell] ?? 0
      const from = cell * width
      ranks.set(view.characteristics.values.subarray(from, from + width), column * width)
    })
    hash.update(returns).update(universe).update(ranks)
  }
  if (withFactors && view.factors) {
    hash.update(JSON.stringify(view.factors.names)).update(view.factors.returns)
  }
  return hash.digest('hex')
}

function seenColumns({ assets, dates, universe, returns }: MarketView): number[] {
  const seen = new Uint8Array(assets.length)
  for (let t = 0; t <= dates.length; t++) {
    for (let i = 0; i < assets.length; i++) {
      const cell = t * assets.length + i
      if (universe[cell] === 1 || (t < dates.length && !Number.isNaN(returns[cell]))) seen[i] = 1
    }
  }
  return Array.from(seen.keys()).filter((i) => seen[i] === 1)
}
