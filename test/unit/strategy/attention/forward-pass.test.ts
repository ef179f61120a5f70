import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  FIXTURE,
  type ForwardPass,
  PARITY_CASES,
  ParityBlock,
  relativeDifference,
} from '../../../../bench/forward/parity.js'
import { marketArrays, marketData } from '../../../../src/characteristics/market-data.js'
import { syntheticMarket } from '../../../../src/data/synthetic/synthetic-market.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'

/** Books and residuals of the block's last three dates, by NumPy in float64 (bench/forward/forward-pass.py). */
const reference = JSON.parse(
  readFileSync(new URL('./forward-pass.json', import.meta.url), 'utf8'),
) as { cases: (ForwardPass & { name: string })[] }

const { panel } = syntheticMarket(FIXTURE.market)
const view = marketData(marketArrays(panel)).asOf(panel.dates[panel.dates.length - 1])

describe.each(['cpu', 'wasm'] as const)('one block on %s, against NumPy', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it.each(PARITY_CASES)('$name', ({ name, settings }) => {
    const expected = reference.cases.find((one) => one.name === name)
    if (!expected) throw new Error(`bench/forward/forward-pass.py has not seen ${name}`)
    const block = new ParityBlock(view, FIXTURE.firstDay, { ...settings, ...FIXTURE.settings })
    const ours = block.ours()
    block.dispose()
    const lastOf = (values: ArrayLike<number>, count: number) =>
      Array.from(values).slice(values.length - count)
    for (const key of ['books', 'residuals'] as const) {
      const here = lastOf(ours[key], expected[key].length)
      expect(relativeDifference(here, expected[key]), key).toBeLessThan(1e-5)
    }
    for (const key of [
      'loss',
      'netSharpe',
      'grossSharpe',
      'turnover',
      'explainedVariance',
    ] as const) {
      expect(Math.abs(ours[key] - expected[key]), key).toBeLessThan(1e-5)
    }
  })
})

it('the cases differ for each choice', () => {
  const losses = reference.cases.map(({ loss, books }) => `${loss} ${books[0]}`)
  expect(new Set(losses).size).toBe(PARITY_CASES.length)
})
