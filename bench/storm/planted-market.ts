import { at } from '../../src/lib/at.js'
import { type Key, keyOf, normals, split, uniforms, words } from '../../src/tensor/random.js'

const REGIMES = 4

/** Sizes of section D.2 of the specification. */
export const MARKET = { stocks: 20, dates: 1500, features: 5 } as const

const STAY = 0.97
const PERSISTENCE = 0.9
const PATTERN = 0.35
const PREMIUMS = [0.25, -0.25, 0.125, -0.125] as const

/** A market of four regimes that differ in the pattern of their features across stocks, dates first. */
export interface PlantedMarket {
  /** `[D·N·C]`; row t is known before date t + 1. */
  readonly values: Float32Array
  /** `[D·N]` */
  readonly labels: Float32Array
  /** `[D]`, of the regime whose pattern a row shows. */
  readonly regimes: Int32Array
  /** Expected label given the row before and its regime, `[D·N]`. */
  readonly oracle: Float32Array
}

/**
 * `y_t = p_s tanh(2u_{t−1}) + ε` with the regime s of row t − 1: a Markov chain that stays with probability 0.97 and
 * else moves to one of the others. `u`, the first feature, is autoregressive; the others are the regime's pattern, `0.35` times
 * standard normals, and noise. The premiums ± 0.25, ± 0.125 cancel, so that nothing is linear.
 */
export function plantedMarket(seed: number): PlantedMarket {
  const { stocks, dates, features } = MARKET
  const keys = split(keyOf(seed), 5)
  const regimes = regimesOf(at(keys, 0), dates)
  const patterns = normals(at(keys, 1), REGIMES * stocks * features)
  const values = normals(at(keys, 2), dates * stocks * features)
  const noise = normals(at(keys, 3), dates * stocks)
  const [labels, oracle] = [new Float32Array(dates * stocks), new Float32Array(dates * stocks)]
  const row = stocks * features
  for (let cell = 0; cell < values.length; cell++) {
    const t = Math.floor(cell / row)
    if (cell % features > 0) {
      values[cell] = at(values, cell) + PATTERN * at(patterns, at(regimes, t) * row + (cell % row))
    } else if (t > 0) {
      const innovation = Math.sqrt(1 - PERSISTENCE ** 2) * at(values, cell)
      values[cell] = PERSISTENCE * at(values, cell - row) + innovation
    }
  }
  for (let cell = stocks; cell < labels.length; cell++) {
    const before = cell - stocks
    const premium = at(PREMIUMS, at(regimes, Math.floor(before / stocks)))
    oracle[cell] = premium * Math.tanh(2 * at(values, before * features))
    labels[cell] = at(oracle, cell) + at(noise, before)
  }
  return { values, labels, regimes, oracle }
}

function regimesOf(key: Key, dates: number): Int32Array {
  const [stayKey, moveKey] = split(key, 2) as [Key, Key]
  const [stays, moves] = [uniforms(stayKey, dates), words(moveKey, dates)]
  const regimes = new Int32Array(dates)
  for (let t = 1; t < dates; t++) {
    const move = at(stays, t) < STAY ? 0 : 1 + (at(moves, t) % (REGIMES - 1))
    regimes[t] = (at(regimes, t - 1) + move) % REGIMES
  }
  return regimes
}
