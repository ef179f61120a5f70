import { at } from '../../src/lib/at.js'
import { keyOf, normals, split, uniforms } from '../../src/tensor/random.js'

/** `static`: the premium is constant. `regime`: its sign is a Markov chain that stays with probability 0.97. */
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
 * m = 0.1 and a regime `s = ±1` visible only in the cross-sectional mean of `x₃`. Characteristics are
 * autoregressive; `ε, ν` standard normal.
 */
export function plantedPanel(
  kind: PlantedKind,
  seed: number,
  { stocks, dates }: PlantedSizes,
): PlantedPanel {
  const keys = split(keyOf(seed), 5)
  const regimes = regimesOf(kind, uniforms(at(keys, 1), dates))
  const values = autoregression(normals(at(keys, 0), dates * stocks * CHARACTERISTICS), stocks)
  const signals = normals(at(keys, 2), dates * stocks)
  const shocks = normals(at(keys, 3), dates * 2)
  const noise = normals(at(keys, 4), dates * stocks)
  const [oracle, ceiling] = [new Float32Array(dates * stocks), new Float32Array(dates * stocks)]
  const labels = new Float32Array(dates * stocks)
  for (let t = 1; t < dates; t++) {
    const expected = PREMIUM * at(regimes, t - 1)
    const factorOf = (k: number) => expected + FACTOR_SPREAD * at(shocks, 2 * (t - 1) + k)
    const factors = [factorOf(0), factorOf(1)] as const
    for (let i = 0; i < stocks; i++) {
      const from = ((t - 1) * stocks + i) * CHARACTERISTICS
      const betas = [Math.tanh(2 * at(values, from)), Math.abs(at(values, from + 1)) - 0.8] as const
      const cell = t * stocks + i
      oracle[cell] = expected * (betas[0] + betas[1])
      ceiling[cell] = betas[0] * factors[0] + betas[1] * factors[1]
      labels[cell] = at(ceiling, cell) + at(noise, cell)
    }
  }
  for (let cell = 0; cell < dates * stocks; cell++) {
    const shift = SHIFT * at(regimes, Math.floor(cell / stocks))
    values[cell * CHARACTERISTICS + 2] = at(signals, cell) + shift
  }
  return { stocks, dates, characteristicCount: CHARACTERISTICS, values, labels, oracle, ceiling }
}

function regimesOf(kind: PlantedKind, draws: Float32Array): Float32Array {
  const regimes = new Float32Array(draws.length).fill(1)
  if (kind === 'static') return regimes
  for (let t = 1; t < draws.length; t++) {
    regimes[t] = at(regimes, t - 1) * (at(draws, t) < STAY ? 1 : -1)
  }
  return regimes
}

/** `x_t = 0.9 x_{t−1} + √(1 − 0.81) η_t`, in the place of the draws η. */
function autoregression(draws: Float32Array, stocks: number): Float32Array {
  const row = stocks * CHARACTERISTICS
  const innovation = Math.sqrt(1 - PERSISTENCE ** 2)
  for (let cell = row; cell < draws.length; cell++) {
    draws[cell] = PERSISTENCE * at(draws, cell - row) + innovation * at(draws, cell)
  }
  return draws
}
