/** The last L residuals of m assets, `[m, L]`, oldest first, 0 where missing. */
export interface ResidualWindows {
  /** `[m]` ascending columns of the asset axis, for a policy that remembers its positions. */
  readonly assets: Int32Array
  readonly count: number
  readonly lookback: number
  readonly values: Float32Array
}

/** The columns of a date, ascending, and 1 where its factor model covers them. */
export interface Coverage {
  readonly universe: Int32Array
  readonly covered: Uint8Array
}

/**
 * The last L residuals of every asset, and for how many dates in a row it was in the universe and
 * covered. Dates are pushed in order.
 */
export class ResidualHistory {
  readonly #lookback: number
  readonly #assetCount: number
  /** `[L, N]`, the row of a date is its number modulo L. */
  readonly #residuals: Float32Array
  /** `[N]` dates in a row, up to the last one pushed. */
  #streaks: Int32Array
  #dates = 0

  constructor(assetCount: number, lookback: number) {
    this.#lookback = lookback
    this.#assetCount = assetCount
    this.#residuals = new Float32Array(lookback * assetCount)
    this.#streaks = new Int32Array(assetCount)
  }

  /** Indices into the universe of the assets that are tradable: covered on each of t−L … t. */
  tradable({ universe, covered }: Coverage): Int32Array {
    const places = Array.from(universe, (_, place) => place)
    return Int32Array.from(
      places.filter(
        (place) => covered[place] === 1 && this.#streaks[universe[place]] >= this.#lookback,
      ),
    )
  }

  /** Residuals of t−L … t−1, oldest first. */
  windows(assets: Int32Array): ResidualWindows {
    const lookback = this.#lookback
    const values = new Float32Array(assets.length * lookback)
    for (let back = 0; back < lookback; back++) {
      const row = ((this.#dates + back) % lookback) * this.#assetCount
      for (let i = 0; i < assets.length; i++) {
        values[i * lookback + back] = this.#residuals[row + assets[i]]
      }
    }
    return { assets, count: assets.length, lookback, values }
  }

  /** Adds a date: `residuals` over its universe, NaN (missing) enters as 0. */
  push({ universe, covered }: Coverage, residuals: Float32Array): void {
    const row = this.#lookback === 0 ? 0 : (this.#dates % this.#lookback) * this.#assetCount
    const streaks = new Int32Array(this.#assetCount)
    this.#residuals.fill(0, row, row + this.#assetCount)
    universe.forEach((asset, place) => {
      if (!covered[place]) return
      streaks[asset] = this.#streaks[asset] + 1
      if (this.#lookback === 0) return
      this.#residuals[row + asset] = Number.isNaN(residuals[place]) ? 0 : residuals[place]
    })
    this.#streaks = streaks
    this.#dates++
  }
}
