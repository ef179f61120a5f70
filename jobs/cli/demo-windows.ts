import { UserError } from '../../src/lib/errors.js'
import { strategies } from '../../src/registry/registry.js'
import { note } from '../session/terminal.js'
import type { BacktestOptions } from '../tasks/backtest/options.js'

export type DemoRun = Pick<BacktestOptions, 'strategy' | 'from' | 'to' | 'seedCount'>

/** One window and one seed of each strategy that the demo does not train over all years. */
export function everyWindow(trained: readonly string[], year: string): DemoRun[] {
  return strategies
    .map(({ name }) => name)
    .filter((name) => !trained.includes(name))
    .map((strategy) => ({ strategy, from: year, to: year, seedCount: 1 }))
}

/**
 * Trains one after the other. A strategy that these data cannot train is noted with its reason, and the next
 * one follows. `train` answers whether everything was published; returns for how many it was.
 */
export async function trainEach(
  runs: readonly DemoRun[],
  train: (run: DemoRun) => Promise<boolean>,
): Promise<number> {
  let trained = 0
  for (const [i, run] of runs.entries()) {
    note(`\n${i + 1}/${runs.length} ${run.strategy}`)
    try {
      if (await train(run)) trained++
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown
      note(`${run.strategy} is left out: ${thrown.message}`)
    }
  }
  return trained
}
