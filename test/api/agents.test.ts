import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hedgedNet } from '../../src/accounts/hedged.js'
import { measuresOf } from '../../src/accounts/measures.js'
import { pnlOf } from '../../src/accounts/pnl.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { AGENT_TERMS, withAgents } from '../_util/agent-results.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ from: '2020-01-01', dateCount: 60, assetCount: 6 })
const SPLIT = sampleSplit({ live: true })
/** The last asset enters the universe on the sixth date. */
const TRADED = [0, 2, 5]
const RESULT = withAgents(booksAlone(sampleSplitResult(MARKET, SPLIT)), TRADED)

let api: TestApi
const runs: Record<string, string> = {}

beforeAll(async () => {
  api = await createTestApi()
  const results = {
    'of-a-test': RESULT,
    'equal-weight': booksAlone(sampleSplitResult(MARKET, SPLIT)),
  }
  for (const [strategy, result] of Object.entries(results)) {
    const { runId } = await sampleRun(api.database, MARKET, [SPLIT], { strategy })
    await publishSplit(api.database.pool, { runId, result })
    await setRunStatus(api.database.db, runId, 'done')
    runs[strategy] = runId
  }
})

afterAll(() => api?.[Symbol.asyncDispose]())

const agents = async (fields: string, strategy = 'of-a-test') =>
  (
    await api.data(
      `{ split(name: "${SPLIT.name}", run: "${runs[strategy]}") { agents { ${fields} } } }`,
    )
  ).split.agents

/** Accounts of an asset on every date that has happened. */
function accounts(column: number) {
  return RESULT.days.flatMap(({ date, columns, agents: decided, realised }) => {
    if (!realised) return []
    const place = columns.indexOf(column)
    const [gross, turnover] = [realised.agents?.gross[place] ?? 0, decided?.turnover[place] ?? 0]
    return [{ date, gross, turnover, shortExposure: 0 }]
  })
}

describe('the agents of a split', () => {
  it('are those of the assets that were traded', async () => {
    const served = await agents('asset { symbol } trades')
    expect(served).toEqual(
      TRADED.map((column) => ({
        asset: { symbol: MARKET.assets[column] },
        trades: accounts(column).filter(({ turnover }) => turnover > 0).length,
      })),
    )
    expect(served[0].trades).toBeGreaterThan(10)
  })

  it('are none where a strategy has none', async () => {
    expect(await agents('trades', 'equal-weight')).toEqual([])
  })

  it('serve what was decided, and the value of their account', async () => {
    const [, second, entered] = await agents('positions { date action shares value }')
    const expected = RESULT.days.map(({ date, columns, agents: decided, realised }) => {
      const place = columns.indexOf(2)
      return {
        date,
        action: ['SELL', 'HOLD', 'BUY'][decided?.action[place] ?? 0],
        shares: decided?.shares[place],
        value: realised?.agents ? realised.agents.value[place] : null,
      }
    })
    expect(second.positions.map((row: object) => ({ ...row }))).toEqual(
      expected.map((row) => ({
        ...row,
        value: row.value === null ? null : expect.closeTo(row.value, 1),
      })),
    )
    expect(second.positions.at(-1)).toMatchObject({ date: MARKET.nextDate, value: null })
    expect(entered.positions).toHaveLength(RESULT.days.length - 5)
  })

  it.each([
    ['', 5],
    ['(tradingCostBps: 1)', 1],
  ])('account each date%s', async (args, tradingCostBps) => {
    const [, second, entered] = await agents(
      `pnl${args} { date gross cost net cumulativeNet turnover shortExposure hedgedNet }`,
    )
    const rates = { tradingCostBps, shortCostBps: 1 }
    for (const [agent, column] of [
      [second, 2],
      [entered, 5],
    ] as const) {
      const expected = pnlOf(accounts(column), rates)
      const hedged = hedgedNet(
        expected.map(({ net }) => net),
        [...MARKET.market],
        rates,
      )
      expect(agent.pnl).toEqual(expected.map((row, t) => ({ ...row, hedgedNet: hedged[t] })))
    }
  })

  it('end at the value of their account at the default costs', async () => {
    const [first] = await agents('pnl { net } positions { value }')
    const wealth = first.pnl.reduce((v: number, { net }: { net: number }) => v * (1 + net), 1)
    const value = first.positions.at(-2).value / AGENT_TERMS.cash
    expect(wealth).toBeCloseTo(value, 5)
    expect(value).not.toBe(1)
  })

  it('are measured over a range', async () => {
    const [from, to] = ['2020-01-15', '2020-02-28']
    const [, second] = await agents(
      `measures(from: "${from}", to: "${to}") { days netSharpe turnover maxDrawdown }`,
    )
    const within = accounts(2).filter(({ date }) => date >= from && date <= to)
    const { days, netSharpe, turnover, maxDrawdown } = measuresOf({
      pnl: pnlOf(within),
      hedgedNet: [],
      market: [],
    })
    expect(second.measures).toEqual({ days, netSharpe, turnover, maxDrawdown })
  })

  it('refuse an impossible cost', async () => {
    const query = `{ split(name: "${SPLIT.name}", run: "${runs['of-a-test']}") { agents { pnl(tradingCostBps: -1) { net } } } }`
    expect(await api.error(query)).toMatch(/BAD_USER_INPUT: tradingCostBps: -1 is not a cost/)
  })
})
