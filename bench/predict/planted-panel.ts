import { keyOf, normals, split, uniforms } from '../../src/tensor/random.js'

/** `static`: the premium never changes. `regime`: its sign flips, and stays with probability 0.97. */
export type PlantedKind = 'static' | 'regime'

export interface PlantedSizes {
  readonly stocks: number
  readonly dates: number
}

/** A panel whose best prediction is known, dates first. */
export interface PlantedPanel extends PlantedSizes {
  readonly characteristicCount: number
  /** `[D·N·C]`; row t is known before date t + 1. */
  readonly values: Float32Array
  /** `[D·N]` */
  readonly labels: Float32Array
  /** Expected label given the row before: `β(x) s m`, `[D·N]`. */
  readonly oracle: Float32Array
  /** Expected label given the date's factors too: `β(x) z`, `[D·N]`; the posterior's ceiling. */
  readonly ceiling: Float32Array
}

const CHARACTERISTICS = 4
const PERSISTENCE = 0.9
const STAY = 0.97
const PREMIUM = 0.1
const FACTOR_SPREAD = 0.3
/** Shift of the third characteristic by the regime. */
const SHIFT = 0.6

/**
 * `y_t = β(x_{t−1}) z + ε` with `β = (tanh 2x₁, |x₂| − 0.8)`, two factors `z = s m + 0.3 ν` of premium
 * m = 0.1 and a regime `s = ±1` that only the cross-section's mean of `x₃` shows. Characteristics are
 * autoregressive; `ε, ν` standard normal.
 */
export function plantedPanel(
  kind: PlantedKind,
  seed: number,
  { stocks, dates }: PlantedSizes,
): PlantedPanel {
  const [characteristicKey, regimeKey, signalKey, factorKey, noiseKey] = split(keyOf(seed), 5)
  const regimes = regimesOf(kind, uniforms(regimeKey, dates))
  const values = autoregression(
    normals(characteristicKey, dates * stocks * CHARACTERISTICS),
    stocks,
  )
  const signals = normals(signalKey, dates * stocks)
  const shocks = normals(factorKey, dates * 2)
  const noise = normals(noiseKey, dates * stocks)
  const [oracle, ceiling] = [new Float32Array(dates * stocks), new Float32Array(dates * stocks)]
  const labels = new Float32Array(dates * stocks)
  for (let t = 1; t < dates; t++) {
    const expected = PREMIUM * regimes[t - 1]
    const factors = [0, 1].map((k) => expected + FACTOR_SPREAD * shocks[2 * (t - 1) + k])
    for (let i = 0; i < stocks; i++) {
      const from = ((t - 1) * stocks + i) * CHARACTERISTICS
      const betas = [Math.tanh(2 * values[from]), Math.abs(values[from + 1]) - 0.8]
      const cell = t * stocks + i
      oracle[cell] = expected * (betas[0] + betas[1])
      ceiling[cell] = betas[0] * factors[0] + betas[1] * factors[1]
      labels[cell] = ceiling[cell] + noise[cell]
    }
  }
  for (let cell = 0; cell < dates * stocks; cell++) {
    const shift = SHIFT * regimes[Math.floor(cell / stocks)]
    values[cell * CHARACTERISTICS + 2] = signals[cell] + shift
  }
  return { stocks, dates, characteristicCount: CHARACTERISTICS, values, labels, oracle, ceiling }
}

function regimesOf(kind: PlantedKind, draws: Float32Array): Float32Array {
  const regimes = new Float32Array(draws.length).fill(1)
  if (kind === 'static') return regimes
  for (let t = 1; t < draws.length; t++) {
    regimes[t] = regimes[t - 1] * (draws[t] < STAY ? 1 : -1)
  }
  return regimes
}

/** `x_t = 0.9 x_{t−1} + √(1 − 0.81) η_t`, in the place of the draws η. */
function autoregression(draws: Float32Array, stocks: number): Float32Array {
  const row = stocks * CHARACTERISTICS
  const innovation = Math.sqrt(1 - PERSISTENCE ** 2)
  for (let at = row; at < draws.length; at++) {
    draws[at] = PERSISTENCE * draws[at - row] + innovation * draws[at]
  }
  return draws
}
