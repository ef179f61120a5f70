import { availableParallelism, totalmem } from 'node:os'
import { type MemoryNeed, resultCellBytes } from '../../src/strategy/inputs.js'

const MIB = 2 ** 20

/** What one split holds at once: N assets, the dates of its test range, and what its strategy needs. */
export interface SplitShape {
  readonly assets: number
  readonly testDates: number
  readonly memory: MemoryNeed
}

/** More than most hold: assumed where the assets or the strategy are not known. */
const LARGE_SPLIT: SplitShape = {
  assets: 1000,
  testDates: 252,
  memory: { step: { dates: 94, bytesPerCell: 1600 }, bytesPerResultCell: resultCellBytes(30) },
}

/** A thread with TensorFlow.js and its wasm memory, before any block. */
const THREAD_BYTES = 150 * MIB

/**
 * About how many bytes a split needs on a thread of its own. The market is shared and not among them.
 * A result is there twice while it is handed over; `bench:engine` prints the memory of a step.
 */
export function splitBytes(shape: Partial<SplitShape> = {}): number {
  const { assets, testDates, memory } = { ...LARGE_SPLIT, ...shape }
  const block = memory.step ? stepBytes(assets, memory.step) : 0
  const result = testDates * assets * memory.bytesPerResultCell
  return THREAD_BYTES + block + 2 * result
}

function stepBytes(
  assets: number,
  { dates, bytesPerCell, mostAssets = assets }: NonNullable<MemoryNeed['step']>,
): number {
  return dates * Math.min(assets, mostAssets) * bytesPerCell
}

export interface WorkerLimits extends Partial<SplitShape> {
  readonly cores?: number
}

/**
 * As many splits side by side as there are cores and as `budget` bytes hold; one where not even one
 * fits, which then reports itself what it lacked. By default the budget is the memory that is free to
 * this process, its container's limit counted.
 */
export function workersWithin(
  budget: number | null,
  { cores = availableParallelism(), ...shape }: WorkerLimits = {},
): number {
  const free = budget ?? process.availableMemory?.() ?? totalmem()
  return Math.max(1, Math.min(cores, Math.floor(free / splitBytes(shape))))
}
