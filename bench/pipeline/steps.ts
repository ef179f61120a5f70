import { freeUnreferenced } from '../../src/lib/free-unreferenced.js'
import { peakBytes, resetPeak } from '../_util/peak-memory.js'

/** One step of a pipeline, timed. */
export interface Step {
  readonly name: string
  /** Kind of a row, and the number of rows in the step. */
  readonly rows: number
  readonly unit: string
  readonly seconds: number
  /** Seconds of processor time, all threads, which other load affects little. */
  readonly cpuSeconds: number
  /** The most resident memory of this process in the step. */
  readonly peakBytes: number
}

/** Runs steps in order and records their times. */
export class Stopwatch {
  readonly steps: Step[] = []

  async time<T>(name: string, unit: string, work: () => Promise<Counted<T>>): Promise<T> {
    freeUnreferenced(Number.POSITIVE_INFINITY)
    resetPeak()
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    const { value, rows } = await work()
    const { user, system } = process.cpuUsage(cpu)
    const seconds = (performance.now() - began) / 1000
    const cpuSeconds = (user + system) / 1e6
    this.steps.push({ name, unit, rows, seconds, cpuSeconds, peakBytes: peakBytes() })
    process.stderr.write(`${name}: ${seconds.toFixed(1)} s\n`)
    return value
  }
}

export interface Counted<T> {
  readonly value: T
  readonly rows: number
}

/** Rows of a table: each step's seconds, rows a second, share of all of them, and most memory. */
export function stepTable(steps: readonly Step[]): string[][] {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0)
  return [
    ['step', 'rows', 's', 'CPU s', 'rows/s', 'share', 'peak'],
    ...steps.map(({ name, rows, unit, seconds, cpuSeconds, peakBytes }) => [
      name,
      `${rows.toLocaleString('en')} ${unit}`,
      seconds.toFixed(seconds < 10 ? 2 : 1),
      cpuSeconds.toFixed(cpuSeconds < 10 ? 2 : 1),
      Math.round(rows / seconds).toLocaleString('en'),
      `${((100 * seconds) / total).toFixed(1)} %`,
      `${(peakBytes / 1e9).toFixed(2)} GB`,
    ]),
  ]
}
