import { note } from '../../session/terminal.js'
import type { BacktestObserver } from '../../tasks/backtest/backtest.js'
import { type BacktestProgress, createBacktestProgress } from './backtest-progress.js'
import { fewFactors } from './few-factors.js'
import { count, duration } from './table.js'

/** Words and bars on stderr while windows are computed. */
export function createObserver({ verbose }: { readonly verbose?: boolean }): {
  readonly observer: BacktestObserver
  stop(): void
} {
  let progress: BacktestProgress | undefined
  const observer: BacktestObserver = {
    onPlan({ run, strategy, market, splits, todo, engine }) {
      const have = splits.length - todo.length
      note(
        `${strategy.info.title} on ${market.dataset.name} (${market.dates[0]} to ` +
          `${market.dates[market.dates.length - 1]}, ${count(market.arrays.assets.length, 'asset')}), ` +
          `engine ${engine.name}, run ${run.id}`,
      )
      if (have > 0) note(`${count(have, 'window')} of ${splits.length} published before and kept`)
      if (todo.length === 0) return
      progress = createBacktestProgress({
        strategy: strategy.info.name,
        total: todo.length,
        seeds: run.seeds,
        trains: strategy.trains,
      })
    },
    onStart: (name) => progress?.started(name),
    onEpoch: (name, epoch, epochCount) => progress?.epoch(name, epoch, epochCount),
    onDate: (name, done, total) => progress?.date(name, done, total),
    onPublished(name, result) {
      const { days, training, trainSeconds } = result
      const trained = training.length > 0 ? `, trained in ${duration(trainSeconds)}` : ''
      const few = fewFactors(result)
      const warned = few === null ? '' : `, ${few}`
      progress?.finished(name, `published, ${count(days.length, 'date')}${trained}${warned}`)
    },
    onFailed(name, reason, stack) {
      progress?.finished(name, `failed: ${verbose && stack ? stack : reason}`)
    },
  }
  return {
    observer,
    stop() {
      progress?.stop()
      progress = undefined
    },
  }
}
