import { at } from '../../src/lib/at.js'
import { createRandom } from '../../src/lib/random.js'

/** A market whose drift changes its sign now and then, and what can be seen of it. */
export interface DriftMarket {
  /** `[T, 3]`: two noisy views of the sign, and noise. */
  readonly states: Float32Array
  readonly width: number
  /** `[T]`, row t earned over the date that row t's state decides for. */
  readonly returns: Float64Array
  /** `[T]`, 1 or −1. */
  readonly signs: Int8Array
}

const CHANGE = 0.02
const DRIFT = 0.003
const NOISE = 0.01
const BLUR = 0.7

/** `ln r = 0.003 s + 0.01 ε`, `s` of sign ±1 that changes on 2 % of the dates (section F16). */
export function driftMarket(seed: number, dates: number): DriftMarket {
  const random = createRandom(seed)
  const signs = new Int8Array(dates).fill(1)
  for (let t = 1; t < dates; t++) {
    signs[t] = at(signs, t - 1) * (random.uniform() < CHANGE ? -1 : 1)
  }
  const returns = Float64Array.from(signs, (sign) =>
    Math.expm1(DRIFT * sign + NOISE * random.normal()),
  )
  const states = new Float32Array(3 * dates)
  signs.forEach((sign, t) => {
    const seen = [sign + BLUR * random.normal(), sign + BLUR * random.normal(), random.normal()]
    states.set(seen, 3 * t)
  })
  return { states, width: 3, returns, signs }
}
