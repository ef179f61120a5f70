import { accountBooks, type Book, toBook } from '../../../src/accounts/account.js'
import { addDays } from '../../../src/lib/dates.js'
import { createRandom } from '../../../src/lib/random.js'
import type { AnsweringReads, PerformanceReads } from '../../../src/performance/reads.js'
import type { StoredDataset } from '../../../src/store/datasets.js'
import type { RangeKey } from '../../../src/store/read/content-days.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/splits.js'

const RUN = 'run'
const PER_YEAR = 150

/** Dates of a year: 150 of them, from 1 January on. */
export function datesIn(year: number): string[] {
  return Array.from({ length: PER_YEAR }, (_, t) => addDays(`${year}-01-01`, t))
}

/** A split that tests a year and is published to its end; its ids are the year. */
export function splitOf(year: number, overrides: Partial<StoredSplit> = {}): StoredSplit {
  const testTo = `${year}-12-31`
  const current = {
    id: year,
    contentId: year,
    datasetVersionId: 1,
    version: 1,
    scoredTo: testTo,
    nextDate: null,
    publishedAt: new Date(0),
    warnings: [],
  }
  return {
    id: year,
    runId: RUN,
    datasetId: 1,
    strategy: 'pca-ou',
    name: `test_${year - 1}_${year}`,
    status: 'published',
    failure: null,
    live: false,
    trainFrom: `${year - 8}-01-01`,
    trainTo: `${year - 1}-12-31`,
    testFrom: `${year}-01-01`,
    testTo,
    datasetVersionId: 1,
    datesPerYear: 252,
    seed: 1,
    bookSeeds: [1],
    engine: 'cpu',
    engineInfo: null,
    trainSeconds: 1,
    factorCount: 1,
    latentCount: 0,
    assetCount: 2,
    characteristicNames: [],
    characteristicGroups: [],
    current,
    ...overrides,
  }
}

export const unpublished = (year: number) => splitOf(year, { status: 'failed', current: null })

interface SampleDay {
  readonly date: string
  readonly weights: Float32Array
  readonly returns: Float64Array
  readonly market: number
  readonly beta: Float32Array
  readonly factorReturn: number
  readonly residuals: Float32Array
}

/** The days of a year over two assets and one factor, drawn from a seed. */
export function daysIn(year: number): SampleDay[] {
  const random = createRandom(year)
  return datesIn(year).map((date) => {
    const market = 0.01 * random.normal()
    const returns = Float64Array.of(
      market + 0.01 * random.normal(),
      market - 0.01 * random.normal(),
    )
    const long = random.normal() > 0 ? 0.5 : 0.25
    const beta = Float32Array.of(1, 0.5)
    return {
      date,
      market,
      returns,
      beta,
      weights: Float32Array.of(long, long - 1),
      factorReturn: market,
      residuals: Float32Array.from(returns, (value, i) => value - (beta[i] ?? 0) * market),
    }
  })
}

/** Books of a list of years, one after another. */
export function booksIn(...years: readonly number[]): Book[] {
  return years.flatMap(daysIn).map(({ weights }) => toBook(weights))
}

export interface SampleReadsOptions {
  readonly splits: readonly StoredSplit[]
  /** Splits as they stood in the past, by instant. */
  readonly past?: Readonly<Record<string, readonly StoredSplit[]>>
  readonly runs?: readonly StoredRun[]
  readonly datasets?: readonly StoredDataset[]
}

/** Reads of splits in memory; the id of a split, a version and a content is the year. */
export function sampleReads({
  splits,
  past = {},
  runs = [],
  datasets = [],
}: SampleReadsOptions): PerformanceReads & AnsweringReads {
  const between = <T extends { readonly date: string }>(valuesOf: (day: SampleDay) => T) => ({
    load: async ({ contentId, from, to }: RangeKey) =>
      daysIn(contentId)
        .map(valuesOf)
        .filter(({ date }) => date >= from && date <= to),
  })
  return {
    datasets: async () => datasets,
    answeringRuns: { load: async (id) => runs.filter(({ datasetId }) => datasetId === id) },
    splitsOfRun: { load: async (id) => splits.filter(({ runId }) => runId === id) },
    splitsAsOf: (instant) => ({
      load: async (id) => past[instant]?.find((split) => split.id === id) ?? null,
    }),
    axis: { load: async () => AXIS },
    accountRows: { load: async (year) => accountsIn(year, splits) },
    marketRows: {
      load: async (year) => daysIn(year).map(({ date, market }) => ({ date, market })),
    },
    weightsBetween: between(({ date, weights }) => ({ date, values: weights })),
    predictedMeansBetween: { load: async () => [] },
    predictedRisksBetween: { load: async () => [] },
    agentSharesBetween: { load: async () => [] },
    agentTurnoversBetween: { load: async () => [] },
    agentGrossBetween: { load: async () => [] },
    predictionMeasuresBetween: { load: async () => [] },
    timeSeriesCodesBetween: { load: async () => [] },
    crossSectionCodesBetween: { load: async () => [] },
    codebooks: { load: async () => [] },
    residualsBetween: between(({ date, residuals }) => ({ date, values: residuals })),
    factorReturnsBetween: between(({ date, factorReturn }) => ({ date, values: [factorReturn] })),
    betasBetween: between(({ date, beta }) => ({ date, byFactor: [beta] })),
    assetSumsUpTo: { load: async () => null },
    factorSumsOn: { load: async () => null },
    dollarVolumesBetween: { load: async () => [] },
    closesBetween: { load: async () => [] },
    returnsBetween: {
      load: async ({ from, to }) =>
        splits
          .flatMap(({ id }) => daysIn(id))
          .filter(({ date }) => date >= from && date <= to)
          .map(({ date, returns }) => ({ date, values: returns })),
    },
  }
}

const AXIS = ['A', 'B'].map((symbol, position) => ({
  position,
  symbol,
  name: null,
  sector: symbol === 'A' ? 'Energy' : null,
  from: '2000-01-01',
  to: '2030-12-31',
}))

/** As a publication accounts them: the first date trades from the last book of the year before. */
function accountsIn(year: number, splits: readonly StoredSplit[]) {
  const days = daysIn(year)
  const before = splits.find(({ id }) => id === year - 1)
  const previous = before?.current ? booksIn(year - 1).slice(-1) : []
  return accountBooks(booksIn(year), {
    previous,
    returnOf: (t, position) => days[t]?.returns[position] ?? Number.NaN,
  }).map((account, t) => ({ ...account, date: days[t]?.date ?? '' }))
}
