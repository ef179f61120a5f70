import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { StrategyInfo } from '../../src/catalogue.js'
import { EXAMPLES } from '../../src/playground/saved/examples.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** The strategy that the saved queries name, whether or not the program has it. */
vi.mock('../../src/catalogue.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/catalogue.js')>()
  const catalogue = original.CATALOGUE as StrategyInfo[]
  if (catalogue.some(({ name }) => name === 'ridge')) return original
  catalogue.push({
    name: 'ridge',
    title: 'Ridge',
    description: 'Predicts.',
    kind: 'PREDICTOR',
    has: {
      factors: false,
      residuals: false,
      predictions: true,
      latents: false,
      codebook: false,
      agents: false,
      components: false,
    },
  })
  return original
})

const MARKET = sampleMarket({ from: '2020-11-02', dateCount: 44, assetCount: 12 })
const SPLIT = sampleSplit()
const QUERIES = EXAMPLES.filter(({ needs }) => needs.includes('predictions'))

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
  for (const [strategy, latentCount] of [
    ['ridge', 0],
    ['factor-vae', 3],
  ] as const) {
    const { runId } = await sampleRun(api.database, MARKET, [SPLIT], { strategy })
    const sample = sampleSplitResult(MARKET, SPLIT, { predicts: true, latentCount })
    await publishSplit(api.database.pool, { runId, result: booksAlone(sample) })
  }
})
afterAll(() => api?.[Symbol.asyncDispose]())

it('there are saved queries for strategies that predict', () => {
  expect(QUERIES.length).toBeGreaterThan(3)
})

it.each(QUERIES)('“$name” names the strategies it suits, and is answered', async ({ query }) => {
  expect(query).toMatch(
    /# Suits strategies with predictions(: .*ridge| and latent factors: factor-vae)/,
  )
  const { split } = await api.data(query)
  const leaves = leavesOf(split)
  expect(leaves.length).toBeGreaterThan(10)
  expect(leaves.filter((leaf) => leaf === null).length).toBe(0)
})

function leavesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Object.values(value).flatMap(leavesOf)
}
