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
  if (catalogue.some(({ name }) => name === 'storm')) return original
  catalogue.push({
    name: 'storm',
    title: 'STORM',
    description: 'Encodes.',
    kind: 'PREDICTOR',
    has: {
      factors: false,
      residuals: false,
      predictions: true,
      latents: false,
      codebook: true,
      agents: false,
      components: false,
    },
  })
  return original
})

const MARKET = sampleMarket({ from: '2020-06-01', dateCount: 150, assetCount: 12 })
const SPLIT = sampleSplit()
const QUERIES = EXAMPLES.filter(({ needs }) => needs.includes('codebook'))

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
  const { runId } = await sampleRun(api.database, MARKET, [SPLIT], { strategy: 'storm' })
  const result = booksAlone(sampleSplitResult(MARKET, SPLIT, { predicts: true, codeCount: 5 }))
  await publishSplit(api.database.pool, { runId, result })
})
afterAll(() => api?.[Symbol.asyncDispose]())

it('there is a saved query for strategies with a codebook', () => {
  expect(QUERIES.length).toBeGreaterThan(0)
})

it.each(QUERIES)('“$name” names the strategies it suits, and is answered', async ({ query }) => {
  expect(query).toMatch(/# Suits strategies with codebook: .*storm/)
  const { split } = await api.data(query)
  expect(split.codebook.codes).toHaveLength(5)
  expect(split.codes.length).toBeGreaterThan(15)
  expect(split.ofAssets.codes[0].nearest).toHaveLength(5)
  expect(split.codebook.codes[0].rankIC).not.toBeNull()
})
