import { expect, it } from 'vitest'
import { defaultWorkers } from '../../../../jobs/pool/default-workers.js'
import { splitBytes, workersWithin } from '../../../../jobs/pool/memory-budget.js'
import { strategyByName } from '../../../../src/registry/registry.js'

const MIB = 2 ** 20
const attention = await strategyByName('attention-longconv')
const memoryOf = (factorCount: number) =>
  attention.inputs(attention.parseConfig({ factorCount })).memory

const heapOf = (assets: number, factors: number) => {
  const shape = { assets, testDates: 0, memory: memoryOf(factors) }
  return (splitBytes(shape) - splitBytes({ ...shape, assets: 0 })) / MIB
}

it.each([
  [500, 8, 45],
  [500, 30, 62],
  [1000, 30, 122],
  [3000, 30, 365],
  [3000, 100, 842],
])(
  '%d assets and %d factors take a heap of %d MiB in training, and no more is set aside than a fifth above',
  (assets, factors, measured) => {
    expect(heapOf(assets, factors) / measured).toBeGreaterThan(0.95)
    expect(heapOf(assets, factors) / measured).toBeLessThan(1.2)
  },
)

it('concurrent splits are as many as cores, fewer with little memory, and at least one', () => {
  const one = splitBytes()
  expect(workersWithin(100 * one, { cores: 4 })).toBe(4)
  expect(workersWithin(3.5 * one, { cores: 4 })).toBe(3)
  expect(workersWithin(one / 2, { cores: 4 })).toBe(1)
  expect(workersWithin(null, { cores: 1 })).toBe(1)
  expect(defaultWorkers()).toBeGreaterThanOrEqual(1)
})

it('an unknown strategy is assumed to need what attention-longconv needs with 30 factors', async () => {
  expect(splitBytes()).toBe(splitBytes({ memory: memoryOf(30) }))
  const rule = await strategyByName('reversal-5')
  const { memory } = rule.inputs(rule.parseConfig({}))
  expect(splitBytes({ memory })).toBeLessThan(0.5 * splitBytes())
  const limits = { cores: 4, memory }
  expect(workersWithin(splitBytes(), limits)).toBeGreaterThan(1)
})

it('a step of at most so many assets needs no more memory for more of them', () => {
  const step = { dates: 8, bytesPerCell: 1000, mostAssets: 150 }
  const shape = { testDates: 0, memory: { step, bytesPerResultCell: 1 } }
  const of = (assets: number) => splitBytes({ ...shape, assets })
  expect(of(100) - of(0)).toBe(100 * 8 * 1000)
  expect(of(1000) - of(0)).toBe(150 * 8 * 1000)
})
