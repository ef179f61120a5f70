import { first, last } from '../../../src/lib/at.js'
import type { SplitResult } from '../../../src/results.js'
import { note } from '../../session/terminal.js'
import { earlierSplits, isWarm, splitWeights } from '../../tasks/backtest/earlier-splits.js'
import type { BacktestObserver } from '../../tasks/backtest/observer.js'
import type { BacktestPlan } from '../../tasks/backtest/plan.js'
import { type BacktestProgress, createBacktestProgress } from './backtest-progress.js'
import { emptyCharacteristicsWarning } from './empty-characteristics.js'
import { fewFactors } from './few-factors.js'
import { count, duration } from './table.js'

interface ObserverOptions {
  readonly verbose?: boolean
  /** Nothing is to be trained. */
  readonly scoresOnly?: boolean
}

/** Lines and bars on stderr while splits are computed. */
export function createObserver({ verbose, scoresOnly = false }: ObserverOptions): {
  readonly observer: BacktestObserver
  stop(): void
} {
  let progress: BacktestProgress | undefined
  const observer: BacktestObserver = {
    onPlan(plan) {
      announcePlan(plan)
      if (plan.todo.length > 0 && !scoresOnly && isWarm(plan)) note(warmStartNote(plan))
      if (plan.todo.length > 0) progress = createBacktestProgress(progressOptions(plan))
    },
    onStart: (name) => progress?.started(name),
    onEpoch: (name, epoch, epochCount) => progress?.epoch(name, epoch, epochCount),
    onDate: (name, done, total) => progress?.date(name, done, total),
    onPublished: (name, result) => progress?.finished(name, publishedText(result)),
    onUnchanged: (name) => progress?.finished(name, 'unchanged: published before'),
    onFailed: (name, reason, stack) =>
      progress?.finished(name, `failed: ${verbose && stack ? stack : reason}`),
  }
  return {
    observer,
    stop() {
      progress?.stop()
      progress = undefined
    },
  }
}

function announcePlan(plan: BacktestPlan): void {
  const { run, strategy, market, splits, todo, engine } = plan
  const { dataset, dates, arrays } = market
  const range = `${first(dates)} to ${last(dates)}`
  const assets = count(arrays.assets.length, 'asset')
  note(
    `${strategy.info.title} on ${dataset.name} (${range}, ${assets}), engine ${engine.name}, run ${run.id}`,
  )
  const kept = splits.length - todo.length
  if (kept > 0) note(`${count(kept, 'split')} of ${splits.length} published before and kept`)
  const warning = todo.length > 0 ? emptyCharacteristicsWarning(plan) : null
  if (warning !== null) note(warning)
}

function warmStartNote(plan: BacktestPlan): string {
  const next = first(plan.todo)
  const before =
    earlierSplits(plan, next).length > 0
      ? `; those before ${next.name} are trained first where they were not`
      : ''
  return `Warm start: one split after the other, each from the parameters of the one before${before}`
}

function progressOptions(plan: BacktestPlan) {
  const { run, strategy, todo } = plan
  return {
    strategy: strategy.info.name,
    weights: splitWeights(plan, todo),
    seeds: run.seeds,
    trains: strategy.trains,
  }
}

function publishedText(result: SplitResult): string {
  const { days, training, trainSeconds } = result
  const trained = training.length > 0 ? `, trained in ${duration(trainSeconds)}` : ''
  const warning = fewFactors(result)
  return `published, ${count(days.length, 'date')}${trained}${warning === null ? '' : `, ${warning}`}`
}
