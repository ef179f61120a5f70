import { expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { createTestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const YEARS = Array.from({ length: 13 }, (_, index) => 2008 + index)
const MARKET = sampleMarket({ from: '2008-01-01', dateCount: 3392 })

/** Every split, every factor of each, and its weights on a date of each split. */
function everything(years: readonly number[]): string {
  const splits = years.map((year) => {
    const date = `date: "${MARKET.dates.find((one) => one > `${year}-03`)}"`
    return `of${year}: split(name: "test_${year - 1}_${year}") {
      pnl { net } measures { netSharpe } residualVector(${date}) { values }
      weights(${date}) { asset { symbol } weight }
      factors { returns { values } weights(${date}) { asset { symbol } weight } } }`
  })
  return `{ ${splits.join('\n')} }`
}

it('13 splits × factors × weights take as many statements as one split', async () => {
  await using api = await createTestApi()
  const splits = YEARS.map((year) => sampleSplit({ from: `${year}-01-01`, to: `${year}-12-31` }))
  const { runId } = await sampleRun(api.database, MARKET, splits)
  for (const split of splits) {
    await publishSplit(api.database.pool, { runId, result: sampleSplitResult(MARKET, split) })
  }
  const count = (of: readonly number[]) => api.statementsOf(() => api.data(everything(of)))
  const one = await count(YEARS.slice(0, 1))
  expect(one).toBeGreaterThan(5)
  expect(await count(YEARS)).toBe(one)

  const listed = `{ splits { pnl { net } factors { returns { values } }
    residuals(assets: ["S001"], first: 2) { edges { node { value } } } } }`
  const all = await api.statementsOf(async () => {
    const { splits: found } = await api.data(listed)
    expect(found).toHaveLength(13)
  })
  expect(all).toBeLessThanOrEqual(one)
}, 120_000)
