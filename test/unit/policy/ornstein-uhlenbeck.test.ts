import { describe, expect, it } from 'vitest'
import {
  fitOu,
  type OuFit,
  ouPosition,
  ouPositionAfter,
  type Position,
} from '../../../src/policy/ornstein-uhlenbeck.js'

const THRESHOLDS = { entry: 1.25, minimumRSquared: 0.25 }
const EXITS = { ...THRESHOLDS, exitLong: 0.5, exitShort: 0.75 }

/** OU-1: e_j = 0.01 sin(j²), j = 1…30. */
const RESIDUALS = Float64Array.from({ length: 30 }, (_, j) => 0.01 * Math.sin((j + 1) ** 2))
const SHOCKED = RESIDUALS.with(29, RESIDUALS[29] + 0.05)

describe('the Ornstein-Uhlenbeck fit', () => {
  it('OU-1: has the parameters of the worked path, without and with guards', () => {
    const fit = fitOu(RESIDUALS, { guard: 0 })
    expect(fit.b).toBeCloseTo(0.8439792487, 9)
    expect(fit.a).toBeCloseTo(-0.0049753952, 9)
    expect(fit.mean).toBeCloseTo(-0.0318893173, 9)
    expect(fit.sigma).toBeCloseTo(0.0123229551, 9)
    expect(fit.score).toBeCloseTo(-0.6629760482, 8)
    expect(fit.rSquared).toBeCloseTo(0.7848746821, 9)
    expect(-252 * Math.log(fit.b)).toBeCloseTo(42.7460976, 6)
    const guarded = fitOu(RESIDUALS)
    expect(guarded.mean).toBeCloseTo(-0.0318891129, 9)
    expect(guarded.score).toBeCloseTo(-0.6629937866, 8)
    expect(ouPosition(guarded, THRESHOLDS)).toBe(0)
  })

  it('OU-2: goes short after a last residual of +0.05', () => {
    const fit = fitOu(SHOCKED, { guard: 0 })
    expect(fit.b).toBeCloseTo(0.6216104737, 9)
    expect(fit.mean).toBeCloseTo(-0.0210368427, 9)
    expect(fit.sigma).toBeCloseTo(0.0151320201, 9)
    expect(fit.score).toBeCloseTo(2.047162323, 8)
    expect(fit.rSquared).toBeCloseTo(0.3809653753, 9)
    expect(ouPosition(fitOu(SHOCKED), THRESHOLDS)).toBe(-1)
    expect(ouPosition(fitOu(SHOCKED), { entry: 2.1, minimumRSquared: 0.25 })).toBe(0)
    expect(ouPosition(fitOu(SHOCKED), { entry: 1.25, minimumRSquared: 0.4 })).toBe(0)
  })

  it('OU-3: σ_eq = √(Var(z)/(1 − b²)) equals σ/√(2κ)', () => {
    const { a, b, sigma } = fitOu(RESIDUALS, { guard: 0 })
    const path = RESIDUALS.map((_, i) => RESIDUALS.subarray(0, i + 1).reduce((x, y) => x + y, 0))
    const noise = path.subarray(1).map((x, i) => x - a - b * path[i])
    const kappa = -252 * Math.log(b)
    const diffusion = Math.sqrt((variance(noise) * 2 * kappa) / (1 - b * b))
    expect(sigma).toBeCloseTo(diffusion / Math.sqrt(2 * kappa), 12)
  })

  it('OU-4: recovers b within four standard errors on long paths', () => {
    for (const b of [0.9672161, 0.9237026, 0.8200314]) {
      const n = 20_000
      const steps = new Float64Array(n)
      let x = 0
      const noise = gaussian(n)
      for (let i = 0; i < n; i++) {
        steps[i] = b * x + 0.01 * noise[i] - x
        x += steps[i]
      }
      const error = Math.abs(fitOu(steps).b - b)
      expect(error).toBeLessThan(4 * Math.sqrt((1 - b * b) / n))
    }
  })

  it('OU-5: has no position without reversion; s does not depend on scale and changes sign with the path', () => {
    const fit = fitOu(SHOCKED)
    const scaled = fitOu(SHOCKED.map((e) => 3 * e))
    expect(scaled.score).toBeCloseTo(fit.score, 10)
    expect(scaled.rSquared).toBeCloseTo(fit.rSquared, 10)
    expect(fitOu(SHOCKED.map((e) => -e)).score).toBeCloseTo(-fit.score, 12)

    const alternating = fitOu(Float64Array.from({ length: 30 }, (_, i) => (i % 2 ? -0.02 : 0.021)))
    expect(alternating.b).toBeLessThan(0)
    expect(ouPosition({ ...alternating, score: 9 }, THRESHOLDS)).toBe(0)
    const exploding = fitOu(Float64Array.from({ length: 30 }, (_, i) => 0.001 * 1.2 ** i))
    expect(exploding.b).toBeGreaterThan(1)
    expect(ouPosition({ ...exploding, score: 9 }, THRESHOLDS)).toBe(0)
    expect(ouPosition(fitOu(new Float64Array(30)), THRESHOLDS)).toBe(0)
  })

  it('OU-6: the rule with memory holds until its exit, the one without does not', () => {
    const path = [-1.3, -0.8, -0.4, 1.3, 0.8, 0.7]
    const fits = path.map((score): OuFit => ({ ...fitOu(RESIDUALS), score }))
    let held: Position = 0
    const remembered = fits.map((fit) => {
      held = ouPositionAfter(held, fit, EXITS)
      return held
    })
    expect(remembered).toEqual([1, 1, 0, -1, -1, 0])
    expect(fits.map((fit) => ouPosition(fit, THRESHOLDS))).toEqual([1, 0, 0, -1, 0, 0])
    expect(ouPositionAfter(1, { ...fits[1], rSquared: 0.2 }, EXITS)).toBe(0)
    expect(ouPositionAfter(1, fits[3], EXITS)).toBe(-1)
  })
})

function variance(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}

/** Box-Muller on a generator of 31 bits. */
function gaussian(length: number): Float64Array {
  let state = 12345
  const uniform = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  return Float64Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
}
