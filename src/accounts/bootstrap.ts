import { createRandom, type Random } from '../lib/random.js'
import { atOnce } from '../lib/turns.js'
import { mean, quantile, TRADING_DAYS } from './moments.js'

const BOOTSTRAP_REPLICATIONS = 2000
export const BOOTSTRAP_MINIMUM_DATES = 20
const SEED = 1

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface BootstrapOptions {
  readonly confidence?: number
  readonly replications?: number
  readonly seed?: number
  /** Mean length of a block, in dates. */
  readonly blockLength?: number
  /** Annualises Sharpe ratios; 252 by default. */
  readonly datesPerYear?: number
}

/** `T^(1/3)` rounded, the growth rate of blocks in Politis and Romano (1994); 15 for 13 years. */
export function meanBlockLength(dates: number): number {
  return Math.max(1, Math.round(Math.cbrt(dates)))
}

/**
 * Interval of `SR(a) − SR(b)`, annualised Sharpe ratios of two return series on the same dates, by
 * the stationary bootstrap of Politis and Romano (1994): blocks start anywhere with equal chance,
 * their lengths are geometric, dates wrap around, and both series use the same dates, which
 * preserves their dependence. The bounds are percentiles of the replications. Seeded: the same
 * series give the same interval. Null below 20 dates or where a resample does not vary.
 */
export function sharpeDifferenceInterval(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions = {},
): Interval | null {
  return atOnce(sharpeDifferenceSteps(a, b, options))
}

/** As `sharpeDifferenceInterval`, yielding some milliseconds of work apart. */
export function sharpeDifferenceSteps(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions = {},
): Steps {
  return percentileInterval([a, b], ([ofA, ofB]) => ofA - ofB, options)
}

/** Interval of the annualised Sharpe ratio of one series, by the same bootstrap. */
export function sharpeInterval(
  returns: ArrayLike<number>,
  options: BootstrapOptions = {},
): Interval | null {
  return atOnce(sharpeSteps(returns, options))
}

/** As `sharpeInterval`, yielding some milliseconds of work apart. */
export function sharpeSteps(returns: ArrayLike<number>, options: BootstrapOptions = {}): Steps {
  return percentileInterval([returns], ([sharpe]) => sharpe, options)
}

/**
 * Interval of `x̄(a) − x̄(b)`, means of two daily series on the same dates, such as the Rank ICs of two
 * predictors, by the same bootstrap. Null below 20 dates.
 */
export function meanDifferenceInterval(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions = {},
): Interval | null {
  return atOnce(meanDifferenceSteps(a, b, options))
}

/** As `meanDifferenceInterval`, yielding some milliseconds of work apart. */
export function meanDifferenceSteps(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions = {},
): Steps {
  return percentileInterval([a, b], ([ofA, ofB]) => ofA - ofB, options, meanFrom)
}

/** Interval of the mean of one daily series, by the same bootstrap. */
export function meanInterval(
  values: ArrayLike<number>,
  options: BootstrapOptions = {},
): Interval | null {
  return atOnce(percentileInterval([values], ([value]) => value, options, meanFrom))
}

/** An interval, computed in steps. */
type Steps = Generator<void, Interval | null>

/** Replications between two steps. */
const REPLICATIONS_A_STEP = 200

/** A statistic of one resampled series, from its sums of deviations from `centre` and of their squares. */
type FromSums = (sums: Float64Array, centre: number, dates: number) => number

/** Percentiles of a statistic of a number of each series, all resampled on the same dates. */
function* percentileInterval(
  series: readonly ArrayLike<number>[],
  statistic: (numbers: Float64Array) => number,
  options: BootstrapOptions,
  numberOf: FromSums = sharpeFromSums(options.datesPerYear),
): Steps {
  const dates = series[0].length
  const { confidence = 0.95, replications = BOOTSTRAP_REPLICATIONS, seed = SEED } = options
  const { blockLength = meanBlockLength(dates) } = options
  if (dates < BOOTSTRAP_MINIMUM_DATES) return null
  const sums = series.map(runningSums)
  const random = createRandom(seed)
  const lengthOf = geometricLength(blockLength, dates)

  const numbers = new Float64Array(series.length)
  const outcomes = new Float64Array(replications)
  for (let r = 0; r < replications; r++) {
    if (r > 0 && r % REPLICATIONS_A_STEP === 0) yield
    const moments = series.map(() => new Float64Array(2))
    for (let left = dates; left > 0; ) {
      const [start, length] = [random.integer(dates), Math.min(left, lengthOf(random))]
      for (let s = 0; s < sums.length; s++) addBlock(moments[s], sums[s], start, length)
      left -= length
    }
    for (let s = 0; s < sums.length; s++) {
      numbers[s] = numberOf(moments[s], sums[s].centre, dates)
    }
    outcomes[r] = statistic(numbers)
    if (!Number.isFinite(outcomes[r])) return null
  }
  outcomes.sort()
  const tail = (1 - confidence) / 2
  return { low: quantile(outcomes, tail), high: quantile(outcomes, 1 - tail) }
}

/** Sums of `x − x̄` and of its squares over the series twice, so that a block is one subtraction. */
interface RunningSums {
  readonly centre: number
  readonly first: Float64Array
  readonly second: Float64Array
}

function runningSums(values: ArrayLike<number>): RunningSums {
  const [dates, centre] = [values.length, mean(values)]
  const [first, second] = [new Float64Array(2 * dates + 1), new Float64Array(2 * dates + 1)]
  for (let t = 0; t < 2 * dates; t++) {
    const deviation = values[t % dates] - centre
    first[t + 1] = first[t] + deviation
    second[t + 1] = second[t] + deviation ** 2
  }
  return { centre, first, second }
}

function addBlock(moments: Float64Array, sums: RunningSums, start: number, length: number): void {
  moments[0] += sums.first[start + length] - sums.first[start]
  moments[1] += sums.second[start + length] - sums.second[start]
}

/** Least variance relative to the mean square that is not a rounding error. */
const ROUNDING = 1e-12

function sharpeFromSums(datesPerYear = TRADING_DAYS): FromSums {
  return ([sum, squares], centre, dates) => {
    const deviation = sum / dates
    const variance = squares / dates - deviation ** 2
    if (variance <= ROUNDING * (squares / dates + centre ** 2)) return Number.NaN
    return ((centre + deviation) / Math.sqrt(variance)) * Math.sqrt(datesPerYear)
  }
}

function meanFrom([sum]: Float64Array, centre: number, dates: number): number {
  return centre + sum / dates
}

/**
 * Draws lengths with `P(length > k) = (1 − 1/mean)^k`. The probabilities are in a table, because
 * a logarithm may differ in its last bit between machines.
 */
function geometricLength(mean: number, longest: number): (random: Random) => number {
  const going = 1 - 1 / mean
  const beyond: number[] = []
  for (let k = 1, chance = going; k < longest && chance > 2 ** -53; k++, chance *= going) {
    beyond.push(chance)
  }
  return (random) => {
    const u = random.uniform()
    let [low, high] = [0, beyond.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (beyond[middle] > u) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
