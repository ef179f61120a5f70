import { first, last } from '../../src/lib/at.js'
import { addDays, toUtcMs } from '../../src/lib/dates.js'
import { factorReturns, residuals, ridgeBetas } from '../../src/residuals/chain.js'
import type { DayResult, Split, SplitResult } from '../../src/results.js'
import type { OpenDatabase } from '../../src/store/database.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { findOrCreateRun } from '../../src/store/publish/runs.js'
import { ensureSplits } from '../../src/store/publish/splits.js'

/** Years of 252 dates over a fixed universe: sized for a benchmark, not realistic. */
export interface BenchMarket {
  readonly name: string
  readonly assets: readonly string[]
  readonly dates: readonly string[]
  /** `[T, N]` */
  readonly returns: Float64Array
  readonly splits: readonly Split[]
}

const DATES_A_YEAR = 252
const FACTOR_COUNT = 3
const RIDGE = 1e-3

export interface BenchMarketOptions {
  readonly name: string
  readonly assetCount: number
  readonly firstYear: number
  readonly yearCount: number
}

export function benchMarket({
  name,
  assetCount,
  firstYear,
  yearCount,
}: BenchMarketOptions): BenchMarket {
  const years = Array.from({ length: yearCount }, (_, index) => firstYear + index)
  const dates = years.flatMap(weekdaysOf)
  const returns = Float64Array.from({ length: dates.length * assetCount }, (_, i) =>
    // As many digits as a price ratio has.
    Math.fround(0.02 * noise(1, i)),
  )
  return {
    name,
    assets: Array.from({ length: assetCount }, (_, i) => `B${String(i).padStart(4, '0')}`),
    dates,
    returns,
    splits: years.map((year) => ({
      name: `test_${year - 1}_${year}`,
      train: { from: `${year - 8}-01-01`, to: `${year - 1}-12-31` },
      test: { from: `${year}-01-01`, to: `${year}-12-31` },
      live: false,
    })),
  }
}

/** Registers the dataset, a run over it, and a row for each split; returns the run's id. */
export async function registerMarket(
  { db, pool }: Pick<OpenDatabase, 'db' | 'pool'>,
  { name, assets, dates, returns, splits }: BenchMarket,
): Promise<string> {
  const [firstDate, lastDate] = [first(dates), last(dates)]
  const { datasetId, versionId } = await registerDataset(pool, {
    name,
    hash: name,
    firstDate,
    lastDate,
    nextDate: addDays(lastDate, 1),
    rowCount: returns.length,
    sources: [],
    path: '',
    restatedFrom: null,
    assets: assets.map((symbol) => ({ symbol, name: symbol, sector: 'none', firstDate, lastDate })),
    returns: { dates, assets, values: returns, market: new Float64Array(dates.length) },
  })
  const seeds = [1]
  const strategy = 'attention-longconv'
  const { run } = await findOrCreateRun(db, {
    datasetId,
    strategy,
    config: {},
    seeds,
    engine: 'cpu',
  })
  await ensureSplits(db, { runId: run.id, datasetVersionId: versionId, seeds, splits })
  return run.id
}

/** Random decisions by the stored chain's own arithmetic; another salt gives other decisions. */
export function benchResult(
  market: BenchMarket,
  split: Split,
  salt = 0,
  factorCount = FACTOR_COUNT,
): SplitResult {
  const first = market.dates.findIndex((date) => date >= split.test.from)
  const dates = market.dates.slice(first, first + DATES_A_YEAR)
  return {
    split,
    assets: market.assets,
    factorCount,
    characteristics: [{ name: 'r12_2', group: 'past returns' }],
    bookSeeds: [1],
    training: [],
    trainSeconds: 1,
    engine: { name: 'cpu', version: '', device: 'cpu', threads: 1, node: process.version },
    days: dates.map((date, index) => benchDay(market, date, first + index, { salt, factorCount })),
    lastCloses: null,
  }
}

function benchDay(
  market: BenchMarket,
  date: string,
  t: number,
  { salt, factorCount }: { salt: number; factorCount: number },
): DayResult {
  const n = market.assets.length
  const draw = (what: number, i: number) => noise(100 + salt * 31 + what, t * n + i)
  const factorWeights = new Float32Array(factorCount * n)
  for (let k = 0; k < factorCount; k++) {
    const raw = Array.from({ length: n }, (_, i) => 1.1 + draw(k, i))
    const sum = raw.reduce((a, b) => a + b, 0)
    raw.forEach((value, i) => {
      factorWeights[k * n + i] = value / sum
    })
  }
  const betas = ridgeBetas(factorWeights, factorCount, RIDGE)
  const raw = Array.from({ length: n }, (_, i) => draw(20, i))
  const size = raw.reduce((sum, w) => sum + Math.abs(w), 0)
  const returns = market.returns.slice(t * n, (t + 1) * n)
  const factors = factorReturns(factorWeights, returns, factorCount)
  return {
    date,
    columns: Int32Array.from(market.assets.keys()),
    book: Float32Array.from(raw, (w) => w / size),
    factors: {
      weights: factorWeights,
      betas,
      characteristicLoads: Float32Array.from({ length: factorCount }, (_, k) => draw(30, k)),
    },
    realised: {
      returns,
      factors: { returns: factors, residuals: residuals(returns, betas, factors) },
    },
  }
}

/** A fixed pseudo-random number in [−1, 1) for each (seed, index). */
function noise(seed: number, index: number): number {
  let x = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1
}

function weekdaysOf(year: number): string[] {
  const dates: string[] = []
  for (let date = `${year}-01-01`; dates.length < DATES_A_YEAR; date = addDays(date, 1)) {
    const day = new Date(toUtcMs(date)).getUTCDay()
    if (day !== 0 && day !== 6) dates.push(date)
  }
  return dates
}
