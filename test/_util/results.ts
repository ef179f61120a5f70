import { addDays, lowerBound, toUtcMs, yearOf } from '../../src/lib/dates.js'
import { factorReturns, residuals, ridgeBetas } from '../../src/residuals/chain.js'
import type {
  DayResult,
  DecidedFactors,
  EngineInfo,
  RealisedFactors,
  Split,
  SplitResult,
  TrainedCodebook,
} from '../../src/results.js'
import type { DailyPrices } from '../../src/store/market/daily-prices.js'
import type { DatasetRegistration } from '../../src/store/publish/register-dataset.js'

/** A market small enough to check by eye: `returns` is `[T, N]`, NaN where missing. */
export interface SampleMarket {
  readonly dates: readonly string[]
  readonly nextDate: string
  readonly assets: readonly string[]
  readonly sectors: readonly string[]
  readonly returns: Float64Array
  readonly market: Float64Array
}

export interface SampleMarketOptions {
  readonly from?: string
  readonly dateCount?: number
  readonly assetCount?: number
  readonly seed?: number
}

/**
 * Weekdays from `from`. The last asset enters at the fifth date, and asset 1 has no return on every
 * seventh. A longer sample of the same seed begins with the same values.
 */
export function sampleMarket({
  from = '2019-12-16',
  dateCount = 24,
  assetCount = 5,
  seed = 1,
}: SampleMarketOptions = {}): SampleMarket {
  const [...dates] = weekdays(from, dateCount + 1)
  const nextDate = dates.pop() as string
  const returns = new Float64Array(dateCount * assetCount)
  for (let t = 0; t < dateCount; t++) {
    for (let i = 0; i < assetCount; i++) {
      const missing = (i === assetCount - 1 && t < 4) || (i === 1 && t % 7 === 6)
      returns[t * assetCount + i] = missing ? NaN : 0.02 * noise(seed, t, i)
    }
  }
  const market = Float64Array.from(dates, (_, t) => {
    const all = returns.subarray(t * assetCount, (t + 1) * assetCount)
    const row = all.filter((r) => !Number.isNaN(r))
    return row.reduce((sum, r) => sum + r, 0) / row.length
  })
  const assets = Array.from({ length: assetCount }, (_, i) => `S${String(i).padStart(3, '0')}`)
  const sectors = assets.map((_, i) => (i % 2 === 0 ? 'Energy' : 'Utilities'))
  return { dates, nextDate, assets, sectors, returns, market }
}

/** The argument of `registerDataset` for a sample market. */
export function sampleRegistration(
  sample: SampleMarket,
  overrides: Partial<DatasetRegistration> = {},
): DatasetRegistration {
  const { dates, nextDate, assets, sectors, returns, market } = sample
  const [firstDate, lastDate] = [dates[0], dates[dates.length - 1]]
  return {
    name: 'sample',
    hash: `sample ${assets.length} assets to ${lastDate}`,
    firstDate,
    lastDate,
    nextDate,
    rowCount: returns.filter((r) => !Number.isNaN(r)).length,
    sources: [{ file: 'sample.csv', sha256: '0'.repeat(64) }],
    path: '/nowhere/sample',
    restatedFrom: null,
    assets: assets.map((symbol, i) => ({
      symbol,
      name: `${symbol} Inc.`,
      sector: sectors[i],
      firstDate,
      lastDate,
    })),
    returns: { dates, assets, values: returns, market },
    ...overrides,
  }
}

/** Closes that follow the returns from 100, and volumes, of a sample market. */
export function samplePrices({ dates, assets, returns }: SampleMarket): DailyPrices {
  const n = assets.length
  const [close, volume] = [new Float64Array(returns.length), new Float64Array(returns.length)]
  for (let cell = 0; cell < returns.length; cell++) {
    const before = cell < n ? 100 : close[cell - n]
    close[cell] = before * (1 + (returns[cell] || 0))
    volume[cell] = 1e5 * (1 + (cell % n))
  }
  return { dates, assets, close, volume }
}

export interface SampleSplitOptions {
  readonly from?: string
  readonly to?: string
  readonly live?: boolean
}

/** The split that tests `from` … `to`, trained on the eight years before. */
export function sampleSplit({
  from = '2020-01-01',
  to = '2020-12-31',
  live = false,
}: SampleSplitOptions = {}): Split {
  const year = yearOf(from)
  const train = { from: `${year - 8}-01-01`, to: addDays(from, -1) }
  return { name: `test_${yearOf(train.to)}_${yearOf(to)}`, train, test: { from, to }, live }
}

export interface SampleResultOptions {
  readonly factorCount?: number
  readonly seeds?: readonly number[]
  /** Another salt gives other decisions. */
  readonly salt?: number
  /** Whether it predicts a mean and a risk of each asset too. */
  readonly predicts?: boolean
  /** Latent factors with a prior and a posterior. */
  readonly latentCount?: number
  /** Size of the codebooks that it has learnt, one of each module; none by default. */
  readonly codeCount?: number
}

/** The factors that a day was decided with. */
export function factorsOf({ factors, date }: Omit<DayResult, 'realised'>): DecidedFactors {
  if (factors) return factors
  throw new Error(`${date} was decided without factors`)
}

/** Factor returns and residuals of a day. */
export function realisedFactorsOf({
  realised,
  date,
}: Pick<DayResult, 'date' | 'realised'>): Required<RealisedFactors> {
  const { returns, residuals } = realised?.factors ?? {}
  if (returns && residuals) return { returns, residuals }
  throw new Error(`${date} has no factor returns or residuals`)
}

/**
 * A split's result over a sample market, with the stored chain's own arithmetic: factor weights
 * that are positive and sum to 1, ridge betas (λ = 1e-3), residuals, and a book that is long and
 * short. Asset 0 has no position on every third date. Deterministic by date and asset.
 */
export function sampleSplitResult(
  sample: SampleMarket,
  split: Split = sampleSplit(),
  options: SampleResultOptions = {},
): SplitResult {
  const {
    factorCount = 2,
    seeds = [1, 2],
    salt = 0,
    predicts = false,
    latentCount = 0,
    codeCount = 0,
  } = options
  const decided = split.live ? [...sample.dates, sample.nextDate] : sample.dates
  const first = lowerBound(decided, split.test.from)
  const end = lowerBound(decided, addDays(split.test.to, 1))
  const days = decided
    .slice(first, end)
    .map((_, n) =>
      sampleDay(sample, first + n, { factorCount, salt, predicts, latentCount, codeCount }),
    )
  return {
    split,
    assets: sample.assets,
    factorCount,
    ...(latentCount > 0 && { latentCount }),
    ...(codeCount > 0 && { codebooks: sampleCodebooks(codeCount) }),
    characteristics: CHARACTERISTICS,
    bookSeeds: seeds,
    training: seeds.flatMap((seed) => [1, 2].map((epoch) => sampleEpoch(seed, epoch))),
    trainSeconds: 1.5,
    engine: SAMPLE_ENGINE,
    days,
    lastCloses: split.live ? Float64Array.from(sample.assets, (_, i) => 10 * (i + 1)) : null,
  }
}

/** The result of a strategy without factors, residuals and training: its books and their accounts. */
export function booksAlone(result: SplitResult): SplitResult {
  return {
    ...result,
    factorCount: 0,
    training: [],
    days: result.days.map(({ factors, realised, ...day }) => ({
      ...day,
      realised: realised && {
        returns: realised.returns,
        ...(realised.latents && { latents: realised.latents }),
      },
    })),
  }
}

export const SAMPLE_ENGINE: EngineInfo = {
  name: 'cpu',
  version: '4.22.0',
  device: 'cpu',
  threads: 1,
  node: 'v20.19.0',
}

const CHARACTERISTICS = [
  { name: 'r12_2', group: 'past returns' },
  { name: 'beta', group: 'trading frictions' },
  { name: 'sector Energy', group: 'sector' },
]

function sampleDay(
  sample: SampleMarket,
  t: number,
  {
    factorCount,
    salt,
    predicts,
    latentCount,
    codeCount,
  }: Required<Omit<SampleResultOptions, 'seeds'>>,
): DayResult {
  const count = sample.assets.length
  const columns = Int32Array.from(sample.assets.keys()).filter((i) => i < count - 1 || t > 4)
  const draw = (k: number, i: number) => noise(1000 + salt, t * 97 + k, i)
  const n = columns.length
  const factorWeights = new Float32Array(factorCount * n)
  for (let k = 0; k < factorCount; k++) {
    const raw = Array.from(columns, (i) => Math.exp(2 * draw(k, i)))
    const sum = raw.reduce((a, b) => a + b, 0)
    for (let j = 0; j < n; j++) factorWeights[k * n + j] = raw[j] / sum
  }
  const betas = ridgeBetas(factorWeights, factorCount, 1e-3)
  const raw = Array.from(columns, (i) => (i === 0 && t % 3 === 0 ? 0 : draw(50, i)))
  const grossExposure = raw.reduce((sum, w) => sum + Math.abs(w), 0)
  const book = Float32Array.from(raw, (w) => w / grossExposure)
  const characteristicLoads = Float32Array.from(
    { length: factorCount * CHARACTERISTICS.length },
    (_, m) => draw(60, m) / 2,
  )
  const latentsFrom = (k: number) => ({
    mean: Float32Array.from({ length: latentCount }, (_, l) => draw(k, l)),
    risk: Float32Array.from({ length: latentCount }, (_, l) => 0.5 + Math.abs(draw(k + 1, l))),
  })
  const decided = {
    columns,
    book,
    ...(factorCount > 0 && { factors: { weights: factorWeights, betas, characteristicLoads } }),
    ...(predicts && {
      predictions: {
        mean: Float32Array.from(columns, (i) => draw(70, i) / 100),
        risk: Float32Array.from(columns, (i) => 0.01 + Math.abs(draw(80, i)) / 100),
      },
    }),
    ...(latentCount > 0 && { latents: latentsFrom(85) }),
    ...(codeCount > 0 && {
      codes: {
        timeSeries: Float32Array.from(columns, (i) =>
          i === 2 && t % 5 === 0 ? NaN : codeFrom(draw(90, i), codeCount),
        ),
        crossSection: Float32Array.of(codeFrom(draw(95, 0), codeCount)),
      },
    }),
  }
  if (t === sample.dates.length) return { date: sample.nextDate, ...decided, realised: null }
  const returns = Float64Array.from(columns, (i) => sample.returns[t * count + i])
  const earned = factorReturns(factorWeights, returns, factorCount)
  const left = residuals(returns, betas, earned)
  const realised = {
    returns,
    ...(factorCount > 0 && { factors: { returns: earned, residuals: left } }),
    ...(latentCount > 0 && { latents: latentsFrom(90) }),
  }
  return { date: sample.dates[t], ...decided, realised }
}

/** Codes of small numbers more often than others; the last one never. */
function codeFrom(draw: number, codeCount: number): number {
  return Math.floor(((draw + 1) / 2) ** 2 * (codeCount - 1))
}

function sampleCodebooks(codeCount: number): readonly TrainedCodebook[] {
  const usageTrain = Float64Array.from({ length: codeCount }, (_, k) => 40 + 10 * k)
  return [
    { module: 'TIME_SERIES', usageTrain },
    { module: 'CROSS_SECTION', usageTrain: usageTrain.toReversed() },
  ]
}

function sampleEpoch(seed: number, epoch: number) {
  return {
    seed,
    epoch,
    loss: -0.5 * epoch,
    netSharpe: 0.5 * epoch,
    grossSharpe: epoch,
    turnover: 1.2,
    explainedVariance: 0.3,
    effectiveFactors: NaN,
    metrics: [{ name: 'perplexity', value: 40 + epoch }],
    best: epoch === 2,
  }
}

/** A fixed pseudo-random number in [−1, 1) for each (seed, t, i). */
function noise(seed: number, t: number, i: number): number {
  let x = (seed * 0x9e3779b1) ^ ((t + 1) * 0x85ebca6b) ^ ((i + 1) * 0xc2b2ae35)
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1
}

function weekdays(from: string, count: number): string[] {
  const dates: string[] = []
  for (let date = from; dates.length < count; date = addDays(date, 1)) {
    const day = new Date(toUtcMs(date)).getUTCDay()
    if (day !== 0 && day !== 6) dates.push(date)
  }
  return dates
}
