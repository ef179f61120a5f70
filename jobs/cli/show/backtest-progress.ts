import type { TrainingEpoch } from '../../../src/results.js'
import { note } from '../../session/terminal.js'
import { createSplitBars } from './split-bars.js'

/** The progress of a backtest on stderr. */
export interface BacktestProgress {
  started(name: string): void
  epoch(name: string, epoch: TrainingEpoch, epochCount: number): void
  date(name: string, done: number, count: number): void
  finished(name: string, outcome: string): void
  stop(): void
}

export interface BacktestProgressOptions {
  readonly strategy: string
  /** The splits, and what each costs beside the most expensive. */
  readonly weights: ReadonlyMap<string, number>
  readonly seeds: readonly number[]
  readonly trains: boolean
}

/** Bars on a terminal; else a line for each finished split. */
export function createBacktestProgress(options: BacktestProgressOptions): BacktestProgress {
  return process.stderr.isTTY ? createSplitBars(options) : lines(options)
}

function lines({ strategy, weights }: BacktestProgressOptions): BacktestProgress {
  let done = 0
  return {
    started() {},
    epoch() {},
    date() {},
    finished(name, outcome) {
      done++
      note(`${strategy} ${done}/${weights.size} ${name}: ${outcome}`)
    },
    stop() {},
  }
}
