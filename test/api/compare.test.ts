import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** Both strategies tested 2020, one 2019 too. */
const MARKET = sampleMarket({ from: '2018-12-03', dateCount: 420 })
const SPLITS = [2019, 2020].map((year) =>
  sampleSplit({ from: `${year}-01-01`, to: `${year}-12-31` }),
)

let api: TestApi
let runId: string
beforeAll(async () => {
  api = await createTestApi()
  const publish = async (strategy: string, splits: typeof SPLITS, salt: number) => {
    const run = await sampleRun(api.database, MARKET, splits, { strategy })
    for (const split of splits) {
      const result = sampleSplitResult(MARKET, split, { salt })
      await publishSplit(api.database.pool, { runId: run.runId, result })
    }
    await setRunStatus(api.database.db, run.runId, 'done')
    return run.runId
  }
  runId = await publish('attention-longconv', SPLITS, 0)
  await publish('pca-ou', SPLITS.slice(1), 3)
})
afterAll(() => api?.[Symbol.asyncDispose]())

const ROW = `strategy days from to grossSharpe netSharpe netSharpeStandardError hedgedNetSharpe
  turnover differenceToFirst differenceLow differenceHigh`
const QUERY = `query ($strategies: [String!]!, $from: Date, $to: Date, $lag: Int, $dataset: String, $cost: Float) {
  compare(strategies: $strategies, from: $from, to: $to, lag: $lag, dataset: $dataset, tradingCostBps: $cost) { ${ROW} } }`
const BOTH = ['attention-longconv', 'pca-ou']

function sharpe(net: readonly number[]): number {
  const mean = net.reduce((a, b) => a + b, 0) / net.length
  const variance = net.reduce((sum, x) => sum + (x - mean) ** 2, 0) / net.length
  return (mean / Math.sqrt(variance)) * Math.sqrt(252)
}

describe('compare', () => {
  it('uses the common dates of both strategies and equals the result from the served PnL', async () => {
    const { compare } = await api.data(QUERY, { strategies: BOTH })
    const { splits } = await api.data(
      '{ splits { strategy name pnl { date net turnover hedgedNet } } }',
    )
    const pnlOf = (strategy: string) =>
      splits.find(
        (split: { strategy: string; name: string }) =>
          split.strategy === strategy && split.name === 'test_2019_2020',
      ).pnl
    type Row = { net: number; turnover: number; hedgedNet: number | null }
    const rows: Row[][] = BOTH.map(pnlOf)
    const sharpes = rows.map((pnl) => sharpe(pnl.map(({ net }) => net)))
    compare.forEach((row: Record<string, number | string | null>, i: number) => {
      expect(row).toMatchObject({ strategy: BOTH[i], days: rows[i].length, from: '2020-01-01' })
      expect(row.netSharpe).toBeCloseTo(sharpes[i], 9)
      const error = Math.sqrt((1 + sharpes[i] ** 2 / 252 / 2) / rows[i].length) * Math.sqrt(252)
      expect(row.netSharpeStandardError).toBeCloseTo(error, 9)
      const hedged = rows[i].flatMap(({ hedgedNet }) => hedgedNet ?? [])
      expect(row.hedgedNetSharpe).toBeCloseTo(sharpe(hedged), 9)
    })
    const [first, second] = compare
    expect(first).toMatchObject({
      differenceToFirst: null,
      differenceLow: null,
      differenceHigh: null,
    })
    expect(second.differenceToFirst).toBeCloseTo(sharpes[1] - sharpes[0], 9)
    expect(second.differenceLow).toBeLessThan(second.differenceToFirst)
    expect(second.differenceHigh).toBeGreaterThan(second.differenceToFirst)
    expect((await api.data(QUERY, { strategies: BOTH })).compare).toEqual(compare)
  })

  it('compares hedged returns over the dates on which both are hedged', async () => {
    const { compare } = await api.data(`{ compare(strategies: ["attention-longconv", "pca-ou"]) {
      hedgedNetSharpeStandardError hedgedDifferenceToFirst hedgedDifferenceLow hedgedDifferenceHigh } }`)
    const { splits } = await api.data('{ splits { strategy name pnl { hedgedNet } } }')
    const hedgedOf = (strategy: string): (number | null)[] =>
      splits
        .find(
          (split: { strategy: string; name: string }) =>
            split.strategy === strategy && split.name === 'test_2019_2020',
        )
        .pnl.map((row: { hedgedNet: number | null }) => row.hedgedNet)
    const [a, b] = BOTH.map(hedgedOf)
    const both = a.map((_, t) => t).filter((t) => a[t] !== null && b[t] !== null)
    const [ofA, ofB] = [a, b].map((series) => sharpe(both.map((t) => Number(series[t]))))
    const [first, second] = compare
    expect(first).toMatchObject({ hedgedDifferenceToFirst: null, hedgedDifferenceLow: null })
    expect(second.hedgedDifferenceToFirst).toBeCloseTo(ofB - ofA, 9)
    expect(second.hedgedDifferenceLow).toBeLessThan(second.hedgedDifferenceToFirst)
    expect(second.hedgedDifferenceHigh).toBeGreaterThan(second.hedgedDifferenceToFirst)
    expect(first.hedgedNetSharpeStandardError).toBeCloseTo(1, 0)
  })

  it('applies a range, costs and a lag, and changes sign with the first strategy', async () => {
    const range = { strategies: BOTH, from: '2020-02-03', to: '2020-04-30' }
    const { compare } = await api.data(QUERY, range)
    expect(compare[0]).toMatchObject({ from: '2020-02-03', to: '2020-04-30', days: 64 })
    const turned = (await api.data(QUERY, { ...range, strategies: [...BOTH].reverse() })).compare
    expect(turned[1].differenceToFirst).toBeCloseTo(-compare[1].differenceToFirst, 12)
    const free = (await api.data(QUERY, { ...range, cost: 0 })).compare
    expect(free[0].netSharpe).toBeGreaterThan(compare[0].netSharpe)
    const late = (await api.data(QUERY, { ...range, lag: 1 })).compare
    expect(late[0].grossSharpe).not.toBe(compare[0].grossSharpe)
  })

  it('of one strategy has all dates of that strategy', async () => {
    const { compare } = await api.data(QUERY, { strategies: ['attention-longconv'] })
    const { run } = await api.data(`{ run(id: "${runId}") { measures { days netSharpe } } }`)
    expect(compare[0]).toMatchObject(run.measures)
  })

  it('is empty, not zero, where the strategies share no date', async () => {
    const { compare } = await api.data(QUERY, { strategies: BOTH, to: '2019-12-31' })
    expect(compare).toHaveLength(2)
    expect(compare[1]).toMatchObject({ days: 0, from: null, netSharpe: null, differenceLow: null })
  })

  it.each([
    [{ strategies: [] }, 'BAD_USER_INPUT: strategies: none is named'],
    [{ strategies: ['pca-ou', 'pca-ou'] }, 'BAD_USER_INPUT: strategies: pca-ou is named twice'],
    [{ strategies: ['x'] }, 'NOT_FOUND: strategy: "x" is unknown'],
    [{ strategies: BOTH, dataset: 'x' }, 'NOT_FOUND: dataset: "x" is unknown'],
    [{ strategies: BOTH, lag: 2 }, 'BAD_USER_INPUT: lag: 2'],
    [
      { strategies: BOTH, from: '2020-03-01', to: '2020-02-01' },
      'BAD_USER_INPUT: from: 2020-03-01',
    ],
  ])('refuses %o', async (variables, error) => {
    expect(await api.error(QUERY, variables)).toContain(error)
  })

  it('names the strategy that has no publication yet', async () => {
    await using empty = await createTestApi()
    expect(await empty.error(QUERY, { strategies: BOTH })).toBe(
      'DATA_NOT_READY: strategies: nothing of attention-longconv is published yet',
    )
  })
})

describe('pnlByPeriod', () => {
  it('sums the daily PnL of a split and of a run, at requested costs too', async () => {
    const { run } = await api.data(
      `query ($id: ID!) { run(id: $id) {
        years: pnlByPeriod(by: YEAR) { period from to days gross cost net hedgedNet turnover shortExposure }
        splits { pnl { date gross cost net hedgedNet turnover }
          months: pnlByPeriod(by: MONTH, from: "2019-01-15", tradingCostBps: 20) { period from days net cost hedgedNet }
          early: pnlByPeriod(by: MONTH, to: "2019-01-25") { hedgedNet }
          dearer: pnl(from: "2019-01-15", tradingCostBps: 20) { date net cost } } } }`,
      { id: runId },
    )
    type Day = { date: string; net: number; cost: number; hedgedNet: number | null }
    const days: Day[] = run.splits.flatMap(({ pnl }: { pnl: Day[] }) => pnl)
    expect(run.years.map(({ period }: { period: string }) => period)).toEqual(['2019', '2020'])
    for (const year of run.years) {
      const own = days.filter(({ date }) => date.startsWith(year.period))
      expect(year).toMatchObject({ days: own.length, from: own[0].date, to: own.at(-1)?.date })
      expect(year.net).toBeCloseTo(
        own.reduce((sum, { net }) => sum + net, 0),
        12,
      )
      expect(year.net).toBeCloseTo(year.gross - year.cost, 12)
      expect(year.hedgedNet).toBeCloseTo(
        own.reduce((sum, { hedgedNet }) => sum + (hedgedNet ?? 0), 0),
        12,
      )
    }
    const [{ months, early, dearer }] = run.splits
    expect(months).toHaveLength(12)
    expect(months[0]).toMatchObject({ period: '2019-01', from: '2019-01-15' })
    expect(months[1].hedgedNet).not.toBeNull()
    expect(early).toEqual([{ hedgedNet: null }])
    const january = dearer.filter(({ date }: Day) => date < '2019-02')
    expect(months[0].cost).toBeCloseTo(
      january.reduce((sum: number, { cost }: Day) => sum + cost, 0),
      12,
    )
  })
})
