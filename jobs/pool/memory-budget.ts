import { availableParallelism, totalmem } from 'node:os'

const MIB = 2 ** 20

/** What one window holds at once: N assets, K factors, the dates of a block and of the test range. */
export interface WindowShape {
  readonly assets: number
  readonly factors: number
  readonly blockDates: number
  readonly testDates: number
}

/** Larger than most: an unknown window is taken for this one. */
const LARGE_WINDOW: WindowShape = { assets: 1000, factors: 30, blockDates: 94, testDates: 252 }

/** A thread with TensorFlow.js and its wasm memory, before any block. */
const THREAD_BYTES = 150 * MIB
/** Of a stock on a date of a block: all layers and their gradients, factors apart. */
const CELL_BYTES = 880
/** Of a factor on such a cell: weights, their gradient, the projection's. */
const FACTOR_CELL_BYTES = 24

/**
 * About how many bytes a window needs on a thread of its own. The market is shared and not among them.
 * A result is there twice while it is handed over. Measured on wasm, K = 30: a heap of 62 MiB for 500
 * assets, 122 for 1,000, 365 for 3,000; `bench:engine` shows the memory of a step.
 */
export function windowBytes(shape: WindowShape = LARGE_WINDOW): number {
  const { assets, factors, blockDates, testDates } = shape
  const block = blockDates * assets * (CELL_BYTES + FACTOR_CELL_BYTES * factors)
  const result = testDates * assets * 4 * (2 * factors + 4)
  return THREAD_BYTES + block + 2 * result
}

/**
 * As many windows side by side as there are cores and as `budget` bytes hold; one where not even one
 * fits, which then says itself what it lacked. By default the budget is the memory that is free to this
 * process, its container's limit counted.
 */
export function workersWithin(
  budget: number | null,
  { cores = availableParallelism(), shape }: { cores?: number; shape?: WindowShape } = {},
): number {
  const free = budget ?? process.availableMemory?.() ?? totalmem()
  return Math.max(1, Math.min(cores, Math.floor(free / windowBytes(shape))))
}
