import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../src/catalogue.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { type SampleRun, sampleRun } from '../_util/published-run.js'
import {
  factorsOf,
  realisedFactorsOf,
  SAMPLE_ENGINE,
  sampleMarket,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

/** Two test years and a live one over 320 weekdays, five assets, two factors. */
const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 320 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true }),
]
const [FIRST, SECOND, LIVE] = SPLITS.map((split) => sampleSplitResult(MARKET, split))

let api: TestApi
let run: SampleRun

beforeAll(async () => {
  api = await createTestApi()
  run = await sampleRun(api.database, MARKET, SPLITS)
  for (const result of [FIRST, SECOND, LIVE]) {
    await publishSplit(api.database.pool, { runId: run.runId, result })
  }
  await setRunStatus(api.database.db, run.runId, 'done')
})

afterAll(() => api?.[Symbol.asyncDispose]())

describe('splits', () => {
  it('are listed chronologically, the live one last, with their identifying fields', async () => {
    const { splits } = await api.data(`{ splits {
      name strategy status failure live version assetCount factorCount seed bookSeeds nextDate
      engine engineInfo { name version device threads node }
      trainSeconds train { from to } test { from to } publishedAt run { id } } }`)
    expect(splits.map(({ name }: { name: string }) => name)).toEqual([
      'test_2018_2019',
      'test_2019_2020',
      'test_2020_2021',
    ])
    const { publishedAt, ...second } = splits[1]
    expect(Date.now() - Date.parse(publishedAt)).toBeLessThan(60_000)
    expect(second).toEqual({
      name: 'test_2019_2020',
      strategy: 'attention-longconv',
      status: 'PUBLISHED',
      failure: null,
      live: false,
      version: 2,
      assetCount: 5,
      factorCount: 2,
      seed: 1,
      bookSeeds: [1, 2],
      nextDate: null,
      engine: 'cpu',
      engineInfo: { ...SAMPLE_ENGINE },
      trainSeconds: 1.5,
      train: { from: '2012-01-01', to: '2019-12-31' },
      test: { from: '2020-01-01', to: '2020-12-31' },
      run: { id: run.runId },
    })
    expect(splits[2]).toMatchObject({ live: true, nextDate: MARKET.nextDate })
  })

  it('are found by name, strategy, run and dataset; unknown is null', async () => {
    const answer = await api.data(
      `query ($run: ID) {
        byName: split(name: "test_2019_2020") { name }
        byRun: split(name: "test_2019_2020", run: $run) { name }
        byDataset: split(name: "test_2019_2020", dataset: "sample") { name }
        name: split(name: "test_1999_2000") { name }
        strategy: split(name: "test_2019_2020", strategy: "pca-ou") { name }
        noStrategy: split(name: "test_2019_2020", strategy: "x") { name }
        noDataset: split(name: "test_2019_2020", dataset: "x") { name }
        noRun: split(name: "test_2019_2020", run: "x") { name }
      }`,
      { run: run.runId },
    )
    const found = { name: 'test_2019_2020' }
    expect(answer).toEqual({
      byName: found,
      byRun: found,
      byDataset: found,
      name: null,
      strategy: null,
      noStrategy: null,
      noDataset: null,
      noRun: null,
    })
  })

  it('of an unknown name are refused with the valid names', async () => {
    expect(await api.error('{ splits(strategy: "x") { name } }')).toBe(
      `NOT_FOUND: strategy: "x" is unknown; have: ${CATALOGUE.map(({ name }) => name).join(', ')}`,
    )
    expect(await api.error('{ splits(dataset: "x") { name } }')).toBe(
      'NOT_FOUND: dataset: "x" is unknown; have: sample',
    )
    expect(await api.error('{ splits(run: "x") { name } }')).toMatch(/^NOT_FOUND: run: "x"/)
    expect(await api.error('{ splits(strategy: "pca-uo") { name } }')).toMatch(/mean "pca-ou"\?$/)
    expect(
      await api.error('{ hedge(positions: [{ symbol: "S0O1", weight: 1 }]) { date } }'),
    ).toMatch(/positions: S0O1 unknown; `assets` lists the symbols; did you mean "S0/)
  })
})

describe('pnl', () => {
  const BOTH = `{ split(name: "test_2019_2020") {
    pnl { date gross cost net cumulativeNet turnover shortExposure hedgedNet }
    pnlSeries { dates gross cost net cumulativeNet turnover shortExposure hedgedNet } } }`

  it('equals its formulas over what was published', async () => {
    const { split } = await api.data(BOTH)
    expect(split.pnl).toHaveLength(SECOND.days.length)
    let cumulative = 0
    for (const [t, row] of split.pnl.entries()) {
      const day = SECOND.days[t]
      const before = t === 0 ? FIRST.days[FIRST.days.length - 1] : SECOND.days[t - 1]
      expect(row.date).toBe(day.date)
      const returns = day.realised?.returns ?? []
      const gross = day.book.reduce((sum, w, j) => sum + w * (returns[j] || 0), 0)
      expect(row.gross).toBeCloseTo(gross, 12)
      expect(row.turnover).toBeCloseTo(distance(day, before), 12)
      expect(row.cost).toBeCloseTo(5e-4 * row.turnover + 1e-4 * row.shortExposure, 15)
      expect(row.net).toBe(row.gross - row.cost)
      cumulative += row.net
      expect(row.cumulativeNet).toBeCloseTo(cumulative, 12)
    }
  })

  it('is the same by row and by column', async () => {
    const { split } = await api.data(BOTH)
    const { dates, ...columns } = split.pnlSeries
    expect(dates).toEqual(split.pnl.map(({ date }: { date: string }) => date))
    for (const [name, values] of Object.entries(columns)) {
      expect(values).toEqual(split.pnl.map((row: Record<string, number>) => row[name]))
    }
  })

  it('hedges with betas of the earlier dates, the previous split included', async () => {
    const { splits } = await api.data('{ splits { pnlSeries { hedgedNet } } }')
    const known = splits.map(({ pnlSeries }: { pnlSeries: { hedgedNet: (number | null)[] } }) =>
      pnlSeries.hedgedNet.findIndex((value) => value !== null),
    )
    expect(known).toEqual([20, 0, 0])
  })

  it('starts its running sum at `from` and applies the requested costs', async () => {
    const [from, to] = [SECOND.days[10].date, SECOND.days[19].date]
    const { split } = await api.data(
      `query ($from: Date, $to: Date) { split(name: "test_2019_2020") {
        all: pnl { date gross turnover shortExposure hedgedNet }
        part: pnl(from: $from, to: $to, tradingCostBps: 20, shortCostBps: 0) {
          date cost net gross cumulativeNet turnover hedgedNet }
        usual: pnl(from: $from, to: $to) { hedgedNet } } }`,
      { from, to },
    )
    expect(split.part).toHaveLength(10)
    expect(split.part[0].date).toBe(from)
    expect(split.part[0].turnover).toBe(split.all[10].turnover)
    expect(split.part[0].cost).toBeCloseTo(20e-4 * split.part[0].turnover, 15)
    expect(split.part[0].cumulativeNet).toBe(split.part[0].net)
    expect(split.usual[3].hedgedNet).toBe(split.all[13].hedgedNet)
    expect(split.part[3].hedgedNet).not.toBe(split.all[13].hedgedNet)
  })

  it('with lag 1 accounts the previous date’s book, across the split boundary too', async () => {
    const { splits } = await api.data(
      '{ splits { asDecided: pnl { turnover gross } late: pnl(lag: 1) { date turnover gross shortExposure } } }',
    )
    expect(splits[0].late[0]).toMatchObject({ turnover: 0, gross: 0, shortExposure: 0 })
    expect(splits[0].late[1].turnover).toBeCloseTo(splits[0].asDecided[0].turnover, 12)
    expect(splits[1].late[0].turnover).toBeCloseTo(splits[0].asDecided.at(-1).turnover, 12)
    expect(splits[1].late[1].turnover).toBeCloseTo(splits[1].asDecided[0].turnover, 12)
    const [held, day] = [FIRST.days[FIRST.days.length - 1], SECOND.days[0]]
    const returns = day.realised?.returns ?? []
    const gross = held.book.reduce((sum, w, j) => sum + w * (returns[j] || 0), 0)
    expect(splits[1].late[0].gross).toBeCloseTo(gross, 12)
  })

  it('of a range without dates is empty', async () => {
    const { split } = await api.data(`{ split(name: "test_2019_2020") {
      pnl(from: "2021-01-01") { net } measures(from: "2021-01-01") { days netSharpe turnover explainedVariance hedgedNetSharpe }
      attribution(from: "2021-01-01") { label } } }`)
    expect(split).toEqual({
      pnl: [],
      measures: {
        days: 0,
        netSharpe: null,
        turnover: null,
        explainedVariance: null,
        hedgedNetSharpe: null,
      },
      attribution: [],
    })
  })
})

describe('measures', () => {
  it('follow from the PnL', async () => {
    const { split } = await api.data(`{ split(name: "test_2019_2020") {
      pnl { net gross turnover } measures { days netSharpe meanNet turnover grossSharpe volatility
        netSharpeStandardError hedgedNetSharpe maxDrawdown shortExposure breakEvenCostBps
        explainedVariance marketBeta rankIC rankICIR } } }`)
    const net: number[] = split.pnl.map((row: { net: number }) => row.net)
    const mean = net.reduce((a, b) => a + b, 0) / net.length
    const sd = Math.sqrt(net.reduce((sum, x) => sum + (x - mean) ** 2, 0) / net.length)
    expect(split.measures.days).toBe(net.length)
    expect(split.measures.netSharpe).toBeCloseTo((mean / sd) * Math.sqrt(252), 10)
    expect(split.measures.meanNet).toBeCloseTo(mean * 252, 12)
    expect(split.measures.volatility).toBeCloseTo(sd * Math.sqrt(252), 12)
    expect(split.measures).toMatchObject({ rankIC: null, rankICIR: null })
    for (const name of ['hedgedNetSharpe', 'explainedVariance', 'marketBeta', 'maxDrawdown']) {
      expect(typeof split.measures[name]).toBe('number')
    }
  })

  it('of a run are those of all its test dates', async () => {
    const answer = await api.data(
      `query ($id: ID!) { run(id: $id) { measures { days turnover hedgedNetSharpe }
        splits { measures { days turnover } } } }`,
      { id: run.runId },
    )
    const { measures, splits } = answer.run
    type Part = { measures: { days: number; turnover: number } }
    const days = splits.map((split: Part) => split.measures.days)
    expect(measures.days).toBe(days[0] + days[1] + days[2])
    const total = splits.reduce(
      (sum: number, { measures: part }: Part) => sum + part.days * part.turnover,
      0,
    )
    expect(measures.turnover).toBeCloseTo(total / measures.days, 12)
  })
})

describe('the factor model', () => {
  const DAY = SECOND.days[7]

  it('serves the stored float32 values in their shortest digits', async () => {
    const { split } = await api.data(
      `query ($date: Date!) { split(name: "test_2019_2020") {
        factors { index weights(date: $date) { asset { symbol } weight } }
        betas(date: $date) { asset { symbol sector } betas }
        residualVector(date: $date) { date assets values version } } }`,
      { date: DAY.date },
    )
    const symbols = Array.from(DAY.columns, (i) => MARKET.assets[i])
    const n = symbols.length
    for (const { index, weights } of split.factors) {
      const expected = symbols.map((symbol, j) => [
        symbol,
        shortest(factorsOf(DAY).weights[index * n + j]),
      ])
      expect(pairs(weights)).toEqual(expected.sort((a, b) => Number(b[1]) - Number(a[1])))
    }
    expect(split.betas[1]).toEqual({
      asset: { symbol: 'S001', sector: 'Utilities' },
      betas: [shortest(factorsOf(DAY).betas[1]), shortest(factorsOf(DAY).betas[n + 1])],
    })
    const known = symbols.flatMap((symbol, j) => {
      const value = realisedFactorsOf(DAY).residuals[j]
      return Number.isNaN(value) ? [] : [[symbol, shortest(value)] as const]
    })
    expect(split.residualVector).toEqual({
      date: DAY.date,
      assets: known.map(([symbol]) => symbol),
      values: known.map(([, value]) => value),
      version: 2,
    })
  })

  it('filters by side, by top and by named assets', async () => {
    const { split } = await api.data(
      `query ($date: Date!) { split(name: "test_2019_2020") {
        long: weights(date: $date, side: LONG) { weight }
        short: weights(date: $date, side: SHORT) { weight }
        top: weights(date: $date, top: 2) { weight }
        all: weights(date: $date) { weight }
        factor(index: 1) { weights(date: $date, top: 1) { weight } none: weights(date: $date, side: SHORT) { weight } }
        betas(date: $date, assets: ["S003", "S001"]) { asset { symbol } } } }`,
      { date: DAY.date },
    )
    const weights = (rows: { weight: number }[]) => rows.map(({ weight }) => weight)
    const bySize = (a: number, b: number) => Math.abs(b) - Math.abs(a)
    const all = weights(split.all)
    expect(all).toEqual(
      Array.from(DAY.book, shortest)
        .filter((w) => w !== 0)
        .sort(bySize),
    )
    expect(weights(split.long)).toEqual(all.filter((w) => w > 0))
    expect(weights(split.short)).toEqual(all.filter((w) => w < 0))
    expect(weights(split.top)).toEqual(all.slice(0, 2))
    expect(split.factor.weights).toHaveLength(1)
    expect(split.factor.none).toEqual([])
    expect(split.betas.map(({ asset }: { asset: { symbol: string } }) => asset.symbol)).toEqual([
      'S001',
      'S003',
    ])
  })

  it('lists only assets with a position', async () => {
    const flat = SECOND.days.find(({ book }) => book[0] === 0)
    const { split } = await api.data(
      'query ($d: Date!) { split(name: "test_2019_2020") { weights(date: $d) { asset { symbol } } } }',
      { d: flat?.date },
    )
    expect(split.weights).toHaveLength(4)
    expect(JSON.stringify(split.weights)).not.toContain('S000')
  })

  it('gives factor returns by date and characteristics by size', async () => {
    const { split } = await api.data(
      `query ($date: Date!, $from: Date) { split(name: "test_2019_2020") { factor(index: 1) {
        returns { dates values } part: returns(from: $from) { dates }
        characteristics(date: $date) { name group value } top: characteristics(date: $date, top: 1) { name } } } }`,
      { date: DAY.date, from: SECOND.days[9].date },
    )
    const { returns, part, characteristics, top } = split.factor
    expect(returns.dates).toEqual(SECOND.days.map(({ date }) => date))
    expect(returns.values).toEqual(
      SECOND.days.map((day) => shortest(realisedFactorsOf(day).returns[1])),
    )
    expect(part.dates).toEqual(returns.dates.slice(9))
    const loads = SECOND.characteristics
      .map(({ name, group }, m) => ({
        name,
        group,
        value: shortest(factorsOf(DAY).characteristicLoads[3 + m]),
      }))
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    expect(characteristics).toEqual(loads)
    expect(top).toEqual([{ name: loads[0].name }])
  })

  it('attributes net: the parts sum to it', async () => {
    const { split } = await api.data(`{ split(name: "test_2019_2020") { pnlSeries { net }
      factor: attribution { label exposure contribution }
      sector: attribution(by: SECTOR) { label exposure contribution }
      asset: attribution(by: ASSET) { label contribution } } }`)
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
    const net = sum(split.pnlSeries.net)
    for (const by of ['factor', 'sector', 'asset']) {
      const parts = split[by].map((part: { contribution: number }) => part.contribution)
      expect(sum(parts)).toBeCloseTo(net, 9)
    }
    const labels = (by: string) => split[by].map(({ label }: { label: string }) => label)
    expect(labels('factor')).toEqual(['factor 0', 'factor 1', 'residual', 'cost'])
    expect(labels('sector')).toEqual(['Energy', 'Utilities', 'cost'])
    expect(labels('asset')).toEqual(['S000', 'S001', 'S002', 'S003', 'S004', 'cost'])
  })
})

describe('residuals', () => {
  const PAGE = `query ($after: String, $first: Int, $assets: [String!], $from: Date, $to: Date) {
    split(name: "test_2019_2020") {
      residuals(after: $after, first: $first, assets: $assets, from: $from, to: $to) {
        edges { cursor node { date value asset { symbol } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`

  it('are paged through a range without gaps or repeats', async () => {
    const range = { from: SECOND.days[0].date, to: SECOND.days[5].date, first: 7 }
    const rows: unknown[] = []
    let after: string | undefined
    for (let page = 0; page < 20; page++) {
      const { split } = await api.data(PAGE, { ...range, after })
      const { edges, pageInfo } = split.residuals
      rows.push(...edges.map(({ node }: { node: unknown }) => node))
      expect(pageInfo.hasPreviousPage).toBe(page > 0)
      expect(pageInfo.endCursor).toBe(edges.at(-1).cursor)
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    const expected = SECOND.days.slice(0, 6).flatMap((day) =>
      Array.from(day.columns, (i, j) => ({
        date: day.date,
        value: shortest(realisedFactorsOf(day).residuals[j]),
        asset: { symbol: MARKET.assets[i] },
      })).filter(({ value }) => !Number.isNaN(value)),
    )
    expect(rows).toEqual(expected)
    expect(rows.length).toBeGreaterThan(25)
  })

  it('of one asset are that asset’s series', async () => {
    const { split } = await api.data(PAGE, { assets: ['S002'] })
    expect(split.residuals.edges).toHaveLength(SECOND.days.length)
    expect(split.residuals.pageInfo.hasNextPage).toBe(false)
  })
})

describe('the live split', () => {
  it('has books, betas and factor weights of the next date, but no results yet', async () => {
    const { split } = await api.data(
      `query ($date: Date!) { split(name: "test_2020_2021") {
        weights(date: $date) { weight } betas(date: $date) { betas }
        factors { weights(date: $date) { weight } characteristics(date: $date) { value } } } }`,
      { date: MARKET.nextDate },
    )
    const next = LIVE.days[LIVE.days.length - 1]
    expect(split.weights.length).toBe(next.book.filter((w) => w !== 0).length)
    expect(split.betas).toHaveLength(5)
    expect(
      await api.error(
        'query ($d: Date!) { split(name: "test_2020_2021") { residualVector(date: $d) { values } } }',
        { d: MARKET.nextDate },
      ),
    ).toMatch(/^DATA_NOT_READY: date: \S+ is decided but has no return yet/)
    expect(
      await api.error(
        '{ split(name: "test_2020_2021") { weights(date: "2021-12-01") { weight } } }',
      ),
    ).toMatch(/^DATA_NOT_READY: date: 2021-12-01 is not scored yet.*next date is/)
  })

  it('has orders that lead from the last book to the next', async () => {
    const { split } = await api.data(`{ split(name: "test_2020_2021") { orders {
      asset { symbol } currentWeight targetWeight trade price notional shares decidedAt for } 
      sized: orders(capital: 1000000, lot: 10) { trade price notional shares } } }`)
    const [last, next] = LIVE.days.slice(-2)
    expect(split.orders[1]).toMatchObject({
      asset: { symbol: 'S001' },
      currentWeight: shortest(last.book[1]),
      targetWeight: shortest(next.book[1]),
      price: 20,
      notional: null,
      shares: null,
      decidedAt: last.date,
      for: MARKET.nextDate,
    })
    const traded = split.orders.reduce(
      (sum: number, { trade }: { trade: number }) => sum + Math.abs(trade),
      0,
    )
    expect(traded).toBeCloseTo(distance(next, last), 6)
    for (const { trade, price, notional, shares } of split.sized) {
      expect(notional).toBeCloseTo(trade * 1e6, 6)
      expect(Math.abs(shares % 10)).toBe(0)
      expect(Math.abs(shares * price)).toBeLessThanOrEqual(Math.abs(notional))
      expect(Math.abs(notional - shares * price)).toBeLessThan(10 * price)
    }
  })

  it('other splits have no orders and no next date', async () => {
    const { split } = await api.data(
      '{ split(name: "test_2019_2020") { nextDate orders { trade } } }',
    )
    expect(split).toEqual({ nextDate: null, orders: [] })
  })
})

describe('training, strategies, runs, assets and datasets', () => {
  it('training is listed by seed and epoch, and a value that is not finite is null', async () => {
    const { split } = await api.data(
      '{ split(name: "test_2019_2020") { training { seed epoch loss netSharpe effectiveFactors best metrics { name value } } } }',
    )
    expect(split.training).toHaveLength(4)
    expect(split.training[3]).toEqual({
      seed: 2,
      epoch: 2,
      loss: -1,
      netSharpe: 1,
      effectiveFactors: null,
      best: true,
      metrics: [{ name: 'perplexity', value: 42 }],
    })
  })

  it('strategies list their runs', async () => {
    const { strategies } = await api.data(
      '{ strategies { name kind hasFactors hasResiduals latestRun { id strategy { name } } } }',
    )
    expect(strategies.length).toBe(CATALOGUE.length)
    const [attention, pcaOu] = ['attention-longconv', 'pca-ou'].map((wanted) =>
      strategies.find(({ name }: { name: string }) => name === wanted),
    )
    expect([attention, pcaOu]).toEqual([
      {
        name: 'attention-longconv',
        kind: 'TRAINED',
        hasFactors: true,
        hasResiduals: true,
        latestRun: { id: run.runId, strategy: { name: 'attention-longconv' } },
      },
      { name: 'pca-ou', kind: 'BASELINE', hasFactors: true, hasResiduals: true, latestRun: null },
    ])
  })

  it('runs are filtered by status and strategy, and paged', async () => {
    const {
      runs,
      done,
      failed,
      other,
      run: one,
      none,
    } = await api.data(
      `query ($id: ID!) {
        runs { edges { cursor node { id status seeds engine config dataset { name } } } pageInfo { hasNextPage endCursor } }
        done: runs(status: DONE, strategy: "attention-longconv") { edges { node { id } } }
        failed: runs(status: FAILED) { edges { node { id } } }
        other: runs(strategy: "pca-ou") { edges { node { id } } }
        run(id: $id) { createdAt finishedAt commit }
        none: run(id: "no-such-run") { id } }`,
      { id: run.runId },
    )
    expect(runs.edges[0].node).toEqual({
      id: run.runId,
      status: 'DONE',
      seeds: [1, 2],
      engine: 'cpu',
      config: {},
      dataset: { name: 'sample' },
    })
    expect(runs.pageInfo).toEqual({ hasNextPage: false, endCursor: runs.edges[0].cursor })
    expect([done.edges.length, failed.edges.length, other.edges.length]).toEqual([1, 0, 0])
    expect(one.commit).toBeNull()
    expect(Date.parse(one.finishedAt)).toBeGreaterThanOrEqual(Date.parse(one.createdAt))
    expect(none).toBeNull()
    const { runs: beyond } = await api.data(
      'query ($after: String) { runs(after: $after) { edges { cursor } } }',
      { after: runs.pageInfo.endCursor },
    )
    expect(beyond.edges).toEqual([])
  })

  it('assets are filtered by search and sector, and paged', async () => {
    const { assets, rest, found, energy, asset, none } = await api.data(`{
      assets(first: 2) { edges { node { symbol name sector from to } } pageInfo { hasNextPage endCursor } }
      rest: assets(first: 10) { edges { node { symbol } } }
      found: assets(search: "s003 i") { edges { node { symbol } } }
      energy: assets(sector: "Energy") { edges { node { symbol } } }
      asset(symbol: "S002") { name }
      none: asset(symbol: "s002") { name } }`)
    expect(assets.edges[1].node).toEqual({
      symbol: 'S001',
      name: 'S001 Inc.',
      sector: 'Utilities',
      from: MARKET.dates[0],
      to: MARKET.dates[MARKET.dates.length - 1],
    })
    expect(assets.pageInfo.hasNextPage).toBe(true)
    expect(symbols(rest)).toEqual(MARKET.assets)
    expect(symbols(found)).toEqual(['S003'])
    expect(symbols(energy)).toEqual(['S000', 'S002', 'S004'])
    expect(asset).toEqual({ name: 'S002 Inc.' })
    expect(none).toBeNull()
    const { assets: next } = await api.data(
      'query ($after: String) { assets(first: 2, after: $after) { edges { node { symbol } } } }',
      { after: assets.pageInfo.endCursor },
    )
    expect(symbols(next)).toEqual(['S002', 'S003'])
  })

  it('datasets and the data version are reported', async () => {
    const { datasets, dataVersion } = await api.data(
      '{ datasets { name hash range { from to } assetCount rowCount calendar datesPerYear } dataVersion { version publishedAt latestDate latestDates { dataset latestDate } ageTradingDays } }',
    )
    const last = MARKET.dates[MARKET.dates.length - 1]
    expect(datasets).toEqual([
      {
        name: 'sample',
        hash: `sample 5 assets to ${last}`,
        range: { from: MARKET.dates[0], to: last },
        assetCount: 5,
        rowCount: MARKET.returns.filter((r) => !Number.isNaN(r)).length,
        calendar: 'XNYS',
        datesPerYear: 252,
      },
    ])
    const { splits } = await api.data('{ splits { warnings } }')
    expect(splits.every(({ warnings }: { warnings: unknown }) => Array.isArray(warnings))).toBe(
      true,
    )
    const latestDates = [{ dataset: 'sample', latestDate: last }]
    expect(dataVersion).toMatchObject({ version: 3, latestDate: last, latestDates })
    expect(dataVersion.ageTradingDays).toBeGreaterThan(1000)
  })
})

type Day = { readonly columns: Int32Array; readonly book: Float32Array }

/** `Σ|a − b|` over all assets. */
function distance(a: Day, b: Day): number {
  const weights = ({ columns, book }: Day) => new Map(Array.from(columns, (i, j) => [i, book[j]]))
  const [to, from] = [weights(a), weights(b)]
  const all = [...new Set([...to.keys(), ...from.keys()])]
  return all.reduce((sum, i) => sum + Math.abs((to.get(i) ?? 0) - (from.get(i) ?? 0)), 0)
}

/** The double whose digits are the shortest that give back this float32. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return candidate
  }
  return Number(value.toPrecision(9))
}

function pairs(rows: readonly { asset: { symbol: string }; weight: number }[]) {
  return rows.map(({ asset, weight }) => [asset.symbol, weight])
}

function symbols(connection: { edges: { node: { symbol: string } }[] }): string[] {
  return connection.edges.map(({ node }) => node.symbol)
}
