import { quantile } from './tails.js'

const REPLICATIONS = 200
/** Dates on which quantiles are taken; between them they are interpolated. */
const KNOTS = 80

export interface Band {
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/**
 * Pointwise 95 % band of the cumulative sum of a series: stationary bootstrap of Politis and Romano
 * (1994), mean block of T^(1/3) dates, 200 replications, a fixed seed.
 */
export function differenceBand(values: readonly number[]): Band {
  const last = values.length - 1
  const knots = Array.from({ length: KNOTS + 1 }, (_, k) => Math.round((k * last) / KNOTS))
  const draw = generator(1)
  const paths = Array.from({ length: REPLICATIONS }, () => sumsAt(knots, values, draw))
  const bound = (share: number) =>
    knots.map((_, k) =>
      quantile(
        paths.map((path) => path[k] ?? 0).sort((a, b) => a - b),
        share,
      ),
    )
  return { low: between(knots, bound(0.025), last), high: between(knots, bound(0.975), last) }
}

/** Sums of one resampled history at the knots. */
function sumsAt(knots: readonly number[], values: readonly number[], draw: () => number): number[] {
  const count = values.length
  const newBlock = 1 / Math.cbrt(count)
  const sums: number[] = []
  let [sum, at, knot] = [0, 0, 0]
  for (let t = 0; t < count; t++) {
    at = t === 0 || draw() < newBlock ? Math.floor(draw() * count) : (at + 1) % count
    sum += values[at] ?? 0
    for (; knots[knot] === t; knot++) sums.push(sum)
  }
  return sums
}

/** Linear between the knots. */
function between(knots: readonly number[], values: readonly number[], last: number): number[] {
  let k = 0
  return Array.from({ length: last + 1 }, (_, t) => {
    while ((knots[k + 1] ?? last) < t) k++
    const [a, b] = [knots[k] ?? 0, knots[k + 1] ?? last]
    const share = b > a ? (t - a) / (b - a) : 0
    return (values[k] ?? 0) * (1 - share) + (values[k + 1] ?? 0) * share
  })
}

/** Uniform numbers in [0, 1) of a seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}
