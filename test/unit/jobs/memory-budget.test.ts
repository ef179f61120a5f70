import { expect, it } from 'vitest'
import { windowBytes, workersWithin } from '../../../jobs/pool/memory-budget.js'
import { defaultWorkers } from '../../../jobs/pool/pool.js'

const MIB = 2 ** 20

const heapOf = (assets: number, factors: number) => {
  const shape = { assets, factors, blockDates: 94, testDates: 0 }
  return (windowBytes(shape) - windowBytes({ ...shape, assets: 0 })) / MIB
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

it('as many windows as cores, fewer where memory ends, never none', () => {
  const one = windowBytes()
  expect(workersWithin(100 * one, { cores: 4 })).toBe(4)
  expect(workersWithin(3.5 * one, { cores: 4 })).toBe(3)
  expect(workersWithin(one / 2, { cores: 4 })).toBe(1)
  expect(workersWithin(null, { cores: 1 })).toBe(1)
  expect(defaultWorkers()).toBeGreaterThanOrEqual(1)
})
