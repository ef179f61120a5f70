import type { MarketArrays } from '../../src/characteristics/market-data.js'
import { at } from '../../src/lib/at.js'
import { addDays } from '../../src/lib/dates.js'
import { keyOf, normals, permutation, split, uniforms } from '../../src/tensor/random.js'

/** A panel whose best policy is known: residuals `ε_t = φ ε_{t−1} + η_t`, independent over assets. */
export interface PlantedPanel {
  readonly seed: number
  readonly assets: number
  readonly dates: number
  /** φ, below 0 for reversal. */
  readonly persistence: number
  /** Daily standard deviation of η. */
  readonly innovation: number
  /**
   * Common factors, one for each group of assets; the characteristics of an asset identify its
   * group. None by default.
   */
  readonly groups?: number
  /** Variance of a common factor over that of a residual. */
  readonly groupVariance?: number
  /** Shuffles the dates of the returns, which leaves nothing to predict. */
  readonly shuffled?: boolean
}

/** Annual Sharpe ratio of `w = −ε_{t−1} / ‖·‖₁`: `√(252 N) |φ| / √(1 − φ²)`. */
export function contrarianSharpe({ assets, persistence }: PlantedPanel): number {
  return (Math.sqrt(252 * assets) * Math.abs(persistence)) / Math.sqrt(1 - persistence ** 2)
}

/** Its net Sharpe ratio at 5 bp of turnover `√(2(1 − φ))` and 1 bp of a short side of ½. */
export function contrarianNetSharpe(panel: PlantedPanel): number {
  const { assets, persistence, innovation } = panel
  const deviation = innovation * Math.sqrt(Math.PI / (2 * assets))
  const cost = 5e-4 * Math.sqrt(2 * (1 - persistence)) + 1e-4 / 2
  return contrarianSharpe(panel) - (Math.sqrt(252) * cost) / deviation
}

const RANDOM_CHARACTERISTICS = 3

export function plantedMarket(panel: PlantedPanel): MarketArrays {
  const { assets: n, dates, seed, groups = 0, groupVariance = 4 } = panel
  const keys = split(keyOf(seed), 4)
  const [residualKey, factorKey] = [at(keys, 0), at(keys, 1)]
  const [rankKey, orderKey] = [at(keys, 2), at(keys, 3)]
  const residuals = residualsOf(panel, normals(residualKey, dates * n))
  const factors = normals(factorKey, dates * Math.max(1, groups))
  const factorDeviation = Math.sqrt(groupVariance) * stationary(panel)
  const order = panel.shuffled ? permutation(orderKey, dates) : null
  const returns = residuals.map((_, cell) => {
    const [t, i] = [order?.[Math.floor(cell / n)] ?? Math.floor(cell / n), cell % n]
    const common = groups > 0 ? factorDeviation * at(factors, t * groups + (i % groups)) : 0
    return common + at(residuals, t * n + i)
  })
  const universe = new Uint8Array((dates + 1) * n).fill(1, n)
  const width = groups > 0 ? groups : RANDOM_CHARACTERISTICS
  const drawn = groups > 0 ? null : uniforms(rankKey, (dates + 1) * n * width)
  const values = Float32Array.from({ length: (dates + 1) * n * width }, (_, cell) => {
    if (drawn) return at(drawn, cell) - 0.5
    return (Math.floor(cell / width) % n) % groups === cell % width ? 1 : 0
  })
  return {
    dates: Array.from({ length: dates }, (_, t) => addDays('2000-01-01', t)),
    assets: Array.from({ length: n }, (_, i) => `P${String(i).padStart(3, '0')}`),
    nextDate: addDays('2000-01-01', dates),
    sectors: [],
    sectorOf: new Int32Array(n).fill(-1),
    returns,
    universe,
    market: Float64Array.from({ length: dates }, (_, t) => {
      if (t === 0) return 0
      return returns.subarray(t * n, (t + 1) * n).reduce((sum, value) => sum + value, 0) / n
    }),
    characteristics: {
      definitions: Array.from({ length: width }, (_, m) => ({ name: `x${m}`, group: 'planted' })),
      values,
    },
  }
}

/** Standard deviation of ε. */
function stationary({ persistence, innovation }: PlantedPanel): number {
  return innovation / Math.sqrt(1 - persistence ** 2)
}

function residualsOf(panel: PlantedPanel, drawn: Float32Array): Float64Array {
  const { assets, persistence, innovation } = panel
  const residuals = new Float64Array(drawn.length)
  for (let cell = 0; cell < drawn.length; cell++) {
    residuals[cell] =
      cell < assets
        ? stationary(panel) * at(drawn, cell)
        : persistence * at(residuals, cell - assets) + innovation * at(drawn, cell)
  }
  return residuals
}
