import { join } from 'node:path'
import { runSplits } from '../../jobs/pool/pool.js'
import type { SplitTask } from '../../jobs/pool/split-task.js'
import { at } from '../../src/lib/at.js'

export interface SideBySide {
  readonly workers: number
  readonly seconds: number
  /** Ratio to the time of one worker. */
  readonly speedUp: number
}

/**
 * The same splits, trained and scored in the pool by one worker and by several, in turns; the median
 * of the rounds. Other load takes cores from both, and more from several workers.
 */
export async function windowsSideBySide(
  tasks: readonly SplitTask[],
  scratch: string,
  { workers = 2, rounds = 3 }: { workers?: number; rounds?: number } = {},
): Promise<SideBySide[]> {
  const times = new Map([
    [1, [] as number[]],
    [workers, [] as number[]],
  ])
  for (let round = 0; round < rounds; round++) {
    for (const [count, taken] of times) {
      const folder = join(scratch, `workers-${round}-${count}`)
      const fresh = tasks.map((task) => ({ ...task, checkpointFolder: folder }))
      const began = performance.now()
      await runSplits(fresh, {
        workers: count,
        signal: new AbortController().signal,
        onResult: () => Promise.resolve(),
        onFailure: (_task, { reason }) => Promise.reject(new Error(reason)),
      })
      taken.push((performance.now() - began) / 1000)
    }
  }
  const median = (values: readonly number[]) =>
    at(
      [...values].sort((a, b) => a - b),
      Math.floor(values.length / 2),
    )
  const alone = median(times.get(1) ?? [])
  return Array.from(times, ([count, taken]) => ({
    workers: count,
    seconds: median(taken),
    speedUp: alone / median(taken),
  }))
}
