import { expect, it } from 'vitest'
import { windowBytes, workersWithin } from '../../../jobs/memory-budget.js'
import { defaultWorkers } from '../../../jobs/pool.js'

const MIB = 2 ** 20

it('a window of 500 stocks is a few hundred MiB, one of 3,000 some two GiB, under the wasm limit', () => {
  const shape = { assets: 500, factors: 8, blockDates: 94, testDates: 252 }
  expect(windowBytes(shape) / MIB).toBeGreaterThan(280)
  expect(windowBytes(shape) / MIB).toBeLessThan(400)
  const large = { ...shape, assets: 3000, factors: 30 }
  expect(windowBytes(large) / MIB).toBeGreaterThan(1200)
  expect(windowBytes(large)).toBeLessThan(4 * 2 ** 30)
})

it('as many windows as cores, fewer where memory ends, never none', () => {
  const one = windowBytes()
  expect(workersWithin(100 * one, { cores: 4 })).toBe(4)
  expect(workersWithin(3.5 * one, { cores: 4 })).toBe(3)
  expect(workersWithin(one / 2, { cores: 4 })).toBe(1)
  expect(workersWithin(null, { cores: 1 })).toBe(1)
  expect(defaultWorkers()).toBeGreaterThanOrEqual(1)
})
