import { type OperationDefinitionNode, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { buildSchema } from '../../../../schema/index.js'
import { costOf } from '../../../../src/server/cost/cost.js'
import { scalarsIn } from '../../../../src/server/cost/listed.js'
import type { StoredSplit } from '../../../../src/store/read/splits.js'

const schema = buildSchema()

/** Two years of a thousand assets and thirty factors, of two strategies; the last one is live. */
const SPLITS = ['attention-longconv', 'pca-ou'].flatMap((strategy) =>
  [2019, 2020, 2021].map((year) => splitOf(strategy, year)),
)

function splitOf(strategy: string, year: number): StoredSplit {
  const live = year === 2021
  return {
    id: `${strategy} ${year}`,
    runId: `run of ${strategy}`,
    strategy,
    name: `test_${year - 1}_${year}`,
    live,
    testFrom: `${year}-01-01`,
    testTo: `${year}-12-31`,
    factorCount: 30,
    latentCount: 0,
    assetCount: 1000,
    bookSeeds: [1],
    characteristicNames: Array.from({ length: 39 }, (_, m) => `x${m}`),
    current: { scoredTo: live ? null : `${year}-12-31` },
  } as unknown as StoredSplit
}

function cost(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query)
  const [operation] = document.definitions as OperationDefinitionNode[]
  return costOf({ schema, document, operation, variables }, () => SPLITS)
}

const ofSplit = (field: string) => cost(`{ split(name: "test_2019_2020") { ${field} } }`)

describe('the cost of a query is rows times fields', () => {
  it.each([
    ['pnl { date net }', 2 * 253],
    ['pnl(from: "2020-07-01") { date net }', 2 * 127],
    ['pnl(from: "2020-07-01", to: "2020-07-01") { net }', 1],
    ['pnl(from: "2021-07-01") { net }', 0],
    ['pnl { date ...F } ', 253],
    ['weights(date: "2020-01-02") { asset { symbol } weight }', 2000],
    ['weights(date: "2020-01-02", top: 10) { asset { symbol } weight }', 20],
    ['predictions(date: "2020-01-02", top: 10) { mean risk }', 20],
    ['codes(module: CROSS_SECTION) { date code }', 2 * 253],
    ['codes(module: TIME_SERIES, from: "2020-12-31") { code asset { symbol } }', 2000],
    ['residuals { edges { cursor node { value } } pageInfo { endCursor } }', 2001],
    ['residuals(first: 10) { edges { node { value } } }', 10],
    ['residuals(date: "2020-01-02", assets: ["A", "B"]) { edges { node { value } } }', 2],
    ['factors { index weights(date: "2020-01-02") { weight } }', 30 + 30_000],
    ['factor(index: 3) { characteristics(date: "2020-01-02") { name value } }', 20],
    ['orders { trade }', 0],
    ['name seed', 2],
  ])('%s', (field, values) => {
    expect(ofSplit(field).values).toBe(values)
  })

  it.each([
    ['pnlSeries { dates net }', 51],
    ['residualVector(date: "2020-01-02") { assets values }', 200],
    ['predictionVector(date: "2020-01-02") { assets mean risk }', 300],
    ['betas(date: "2020-01-02") { betas }', 3000],
    ['factors { returns { values } }', 759],
    ['bookSeeds', 1],
  ])('a column counts a tenth: %s', (field, values) => {
    expect(ofSplit(field).values).toBe(values)
  })

  const DATES = 253
  const ASSETS = 1000
  const FACTORS = 30
  const MEASURES = 17
  const RUN_DATES = 252 + DATES
  /** Stored sums at both ends of a range, and the days from there to them. */
  const SUMS = 2 * (8 + 3 * 16) * ASSETS
  it.each([
    ['attribution(by: ASSET) { contribution }', 1001, SUMS, DATES / 4],
    ['attribution(by: ASSET, from: "2020-12-31") { contribution }', 1001, 3 * ASSETS, 1 / 4],
    ['attribution { label }', 32, 0, DATES / 4],
    ['a: attribution { label } b: attribution { exposure }', 64, 0, DATES / 4],
    ['pnl(lag: 1) { net }', 253, 2 * DATES * ASSETS, 0],
    ['pnl(lag: 1, from: "2020-12-31") { net }', 1, 2 * DATES * ASSETS, 0],
    ['pnl { net hedgedNet }', 2 * DATES, 0, DATES],
    ['pnlSeries(from: "2020-12-31") { hedgedNet }', 1, 0, DATES],
    ['pnlByPeriod(by: MONTH) { period net }', 26, 0, DATES / 4],
    ['pnlByPeriod(by: MONTH) { hedgedNet }', 13, 0, DATES / 4 + DATES],
    ['run { pnlByPeriod(by: YEAR) { net } }', 3, 0, RUN_DATES / 4],
    ['rankICs { rankIC }', DATES, MEASURES * DATES, 0],
    ['predictionMeasures(from: "2020-12-31") { rankIC spread }', 2, MEASURES * DATES, 1 / 4],
    ['codebook(module: CROSS_SECTION) { used }', 1, DATES + MEASURES * DATES, 0],
    ['codebook(module: TIME_SERIES) { used }', 1, ASSETS * DATES + MEASURES * DATES, 0],
    ['measures { rankIC rankICIR }', 2, MEASURES * DATES, DATES / 4],
    [
      'a: pnlSeries(lag: 1) { net } b: measures(lag: 1) { days }',
      26.3,
      2 * DATES * ASSETS,
      DATES / 4,
    ],
    ['measures { netSharpe }', 1, 0, DATES / 4],
    ['measures { netSharpeLow netSharpeHigh }', 2, 0, DATES / 4 + 1000],
    ['measures { hedgedNetSharpe meanHedgedNet }', 2, 0, DATES / 4 + DATES],
    ['measures { hedgedNetSharpeLow }', 1, 0, DATES / 4 + DATES + 1000],
    ['measures { netExposure effectiveNames }', 2, DATES * ASSETS, DATES / 4 + DATES / 2],
    ['measures { alpha hedgedAlpha }', 2, DATES * ASSETS, DATES / 4 + 2 * DATES],
    ['measures { explainedVariance }', 1, SUMS, DATES / 4],
    ['measures(from: "2020-12-31") { explainedVariance }', 1, 3 * ASSETS, 1 / 4],
    ['run { measures { explainedVariance } }', 1, 2 * SUMS, RUN_DATES / 4],
    ['a: run { measures { days } } b: run { measures { netSharpe } }', 2, 0, RUN_DATES / 4],
    ['residualVolatility(date: "2020-01-02") { value }', 1000, DATES * ASSETS, ASSETS],
    ['factorCovariance(date: "2020-01-02")', 90, DATES * FACTORS, FACTORS ** 2 / 2],
    ['riskForecast(date: "2020-01-02", top: 10) { risk }', 10, DATES * ASSETS, ASSETS],
    ['riskVector(date: "2020-01-02") { risk }', 100, DATES * ASSETS, ASSETS],
  ])(
    'what is read and computed counts too, once for each range: %s',
    (field, shown, read, computed) => {
      expect(ofSplit(field).values).toBe(Math.ceil(shown + 0.002 * read + computed))
    },
  )

  it.each([
    'measures(from: "2020-01-0N") { explainedVariance }',
    'measures(tradingCostBps: N) { netSharpe }',
    'measures(shortCostBps: N) { hedgedNetSharpe }',
    'measures(to: "2020-12-0N") { netSharpeLow }',
    'attribution(by: ASSET, from: "2020-01-0N") { label }',
    'attribution(from: "2020-01-0N") { label }',
    'residualVolatility(date: "2020-02-0N") { value }',
    'riskForecast(date: "2020-02-0N", top: 1) { risk }',
    'factorCovariance(date: "2020-02-0N")',
    'predictionMeasures(from: "2020-01-0N") { ic }',
  ])('another range, date or cost is computed, and counted, again: %s', (field) => {
    const aliased = (count: number) =>
      Array.from({ length: count }, (_, n) => `a${n}: ${field.replace('N', String(n + 1))}`)
    const [one, ten] = [1, 9].map((count) => ofSplit(aliased(count).join(' ')).values)
    expect(ten).toBeGreaterThan(8 * one - 8 * 0.002 * DATES * MEASURES - 300)
    expect(ten).toBeGreaterThan(3 * one)
  })

  it('counts what a split and its run compute apart, and a run once for all of its splits', () => {
    const runs = cost('{ splits { run { measures { netSharpe } } } }').values
    const splits = cost('{ splits { measures { netSharpe } } }').values
    // Both strategies have two published years.
    expect(runs).toBe(Math.ceil(6 + (2 * 505) / 4))
    expect(splits).toBe(Math.ceil(6 + (2 * 505) / 4))
  })

  it('counts each answering split', () => {
    expect(cost('{ splits { pnl { net } } }').values).toBe(4 * 252 + 2)
    expect(cost('{ splits(strategy: "pca-ou") { pnl { net } } }').values).toBe(505)
    const page = (first: number) =>
      cost(`{ splitConnection(first: ${first}) { edges { cursor node { pnl { net } } } } }`).values
    expect(page(2)).toBe(2 + 505)
    expect(page(100)).toBe(6 + 4 * 252 + 2)
    expect(cost('{ compare(strategies: ["a", "b"]) { netSharpe } }').values).toBe(2002)
    const ofPca = (field: string) => cost(`{ compare(strategies: ["pca-ou"]) { ${field} } }`).values
    const read = 0.002 * 505 * MEASURES
    const expected = ofPca('days turnover') + read + 1000
    expect(Math.abs(ofPca('rankIC rankICDifferenceLow') - expected)).toBeLessThan(1)
    expect(cost('{ split(name: "nope") { pnl { net } } }').values).toBe(0)
    expect(cost('{ splits { orders { trade } } }').values).toBe(2000)
    expect(cost('{ splits { run { splits { name } } } }').values).toBe(18)
    expect(cost('{ strategies { latestRun { splits { name } } } }').values).toBe(6)
  })

  it('uses arguments from variables', () => {
    const query = 'query ($n: Int) { splits { residuals(first: $n) { edges { cursor } } } }'
    expect(cost(query, { n: 7 }).values).toBe(28)
  })

  it('leaves out skipped fields', () => {
    expect(ofSplit('pnl @skip(if: true) { net }').values).toBe(0)
    expect(ofSplit('... @include(if: false) { pnl { net } } name').values).toBe(1)
  })

  it('counts merged fields once', () => {
    const spread = '...F '.repeat(50)
    const query = `{ split(name: "test_2019_2020") { ${spread} pnl { net } } }
      fragment F on Split { pnl { net } ${'pnl { date } '.repeat(20)} }`
    expect(cost(query).values).toBe(2 * 253)
  })

  it('counts each alias', () => {
    expect(ofSplit('a: pnl { net } b: pnl { net }').values).toBe(2 * 253)
  })

  it('is finite where lists of splits contain lists of splits', () => {
    const nested = (n: number): string => (n === 0 ? 'name' : `run { splits { ${nested(n - 1)} } }`)
    const started = performance.now()
    expect(cost(`{ splits { ${nested(12)} } }`).values).toBe(Number.POSITIVE_INFINITY)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('the cost of a bulk request', () => {
  it.each([
    [
      '{ split(name: "test_2019_2020") { factors { weights(date: "2020-01-02") { weight } } } }',
      'factor-weights',
      1,
    ],
    ['{ splits(strategy: "pca-ou") { betas(date: "2020-01-02") { betas } name } }', 'betas', 3],
    ['{ splits { pnl { net } residualVector(date: "2020-01-02") { values } } }', 'pnl', 4],
  ])('of %s', (query, what, splits) => {
    const { bulk } = cost(query)
    expect(bulk).toMatchObject({ what, run: null })
    expect(bulk?.splits.size).toBeLessThanOrEqual(splits)
  })

  it('is that of the requested run', () => {
    const query = '{ splits(run: "7f3c") { pnl { net } } }'
    expect(cost(query).bulk).toMatchObject({ what: 'pnl', run: '7f3c' })
  })

  it('is 0 where no such table is requested', () => {
    expect(cost('{ strategies { name } }').bulk).toBeNull()
  })
})

describe('the cost of long arguments', () => {
  const symbols = (count: number) => Array.from({ length: count }, (_, n) => `A${n}`)
  const ofAssets = (count: number) =>
    cost(
      'query ($a: [String!]) { splits { residuals(assets: $a, first: 1) { edges { node { value } } } } }',
      { a: symbols(count) },
    ).values

  it('is a value for each scalar beyond a hundred, wherever they are looked up', () => {
    expect(ofAssets(1100) - ofAssets(100)).toBe(1000 * SPLITS.length)
    expect(ofAssets(90)).toBe(ofAssets(1))
  })

  it('counts the fields of input objects', () => {
    const hedged = (count: number) =>
      cost('query ($p: [PositionInput!]!) { hedge(positions: $p) { split } }', {
        p: symbols(count).map((symbol) => ({ symbol, weight: 1 })),
      }).values
    expect(hedged(550) - hedged(50)).toBe(1000)
  })
})

describe('scalars in variables', () => {
  it('are counted at every level, no further than asked', () => {
    const variables = { a: [1, 2, [3, { b: 4 }]], c: 'text', d: null }
    expect(scalarsIn(variables, 100)).toBe(6)
    expect(scalarsIn({ a: new Array(1000).fill(0) }, 10)).toBe(11)
  })
})
