import { createHash } from 'node:crypto'
import type { MarketView } from '../../data/source.js'
import { sha256 } from '../../lib/hash.js'

/**
 * What a market held on each date, as digests: the date, and the name and return of every asset
 * that has one. Rows that are only added, below or as columns of assets that had no return yet,
 * leave the digests of the others as they are; a restated return changes its own date's.
 */
export class RowDigests {
  #names: { readonly assets: readonly string[]; readonly digests: BigUint64Array } | null = null
  #rows: { readonly returns: ArrayBufferLike; readonly byRow: Buffer[] } | null = null

  /** Of the returns of row t. */
  of(view: MarketView, t: number): Buffer {
    const returns = view.returns.buffer
    if (this.#rows?.returns !== returns) this.#rows = { returns, byRow: [] }
    this.#rows.byRow[t] ??= digest(view, t, this.#namesOf(view.assets))
    return this.#rows.byRow[t]
  }

  /** Of names, in their order. */
  ofAssets(view: MarketView, columns: Int32Array): Buffer {
    const names = this.#namesOf(view.assets)
    return createHash('sha256')
      .update(BigUint64Array.from(columns, (column) => names[column]))
      .digest()
  }

  #namesOf(assets: readonly string[]): BigUint64Array {
    if (this.#names?.assets !== assets) {
      const digests = BigUint64Array.from(assets, (name) =>
        BigInt(`0x${sha256(name).slice(0, 16)}`),
      )
      this.#names = { assets, digests }
    }
    return this.#names.digests
  }
}

function digest({ dates, assets, returns }: MarketView, t: number, names: BigUint64Array): Buffer {
  const known = new BigUint64Array(assets.length)
  const values = new Float64Array(assets.length)
  let count = 0
  for (let i = 0; i < assets.length; i++) {
    const value = returns[t * assets.length + i]
    if (Number.isNaN(value)) continue
    known[count] = names[i]
    values[count++] = value
  }
  return createHash('sha256')
    .update(dates[t])
    .update(known.subarray(0, count))
    .update(values.subarray(0, count))
    .digest()
}
