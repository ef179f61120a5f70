import { beforeAll, describe, expect, it } from 'vitest'
import { plantedCases, type Verdict } from '../../../bench/planted-signal/cases.js'
import { contrarianNetSharpe, contrarianSharpe } from '../../../bench/planted-signal/panel.js'
import { strategyByName } from '../../../src/registry/registry.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'

const panel = { seed: 1, dates: 0, assets: 100, persistence: -0.05, innovation: 0.01 }

describe('the closed form of a planted panel', () => {
  it('equals the contrarian book, gross and net', () => {
    expect(contrarianSharpe(panel)).toBeCloseTo(7.947, 3)
    expect(contrarianSharpe({ ...panel, assets: 50, persistence: -0.1 })).toBeCloseTo(11.28, 2)
    expect(contrarianNetSharpe(panel)).toBeCloseTo(-1.86, 2)
    expect(contrarianNetSharpe({ ...panel, innovation: 0.02 })).toBeCloseTo(3.04, 2)
  })
})

/** Two years of training and two out of sample; `npm run bench:signal` uses eight of each. */
describe('attention-longconv on planted panels', () => {
  const verdicts = new Map<string, Verdict>()
  beforeAll(async () => {
    await openEngine('wasm')
    const strategy = await strategyByName('attention-longconv')
    const scale = { trainDays: 700, testDays: 504, epochs: 8, seeds: 2 }
    for await (const verdict of plantedCases(strategy, scale)) verdicts.set(verdict.id, verdict)
  }, 120_000)

  it.each(['PL-1', 'PL-2', 'PL-3', 'PL-4', 'PL-5', 'PL-6', 'AF-11'])('%s', (id) => {
    const { claim, figures, holds } = verdicts.get(id) ?? {}
    expect(holds, `${claim}: ${figures}`).toBe(true)
  })
})
