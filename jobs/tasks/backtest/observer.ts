import type { SplitResult, TrainingEpoch } from '../../../src/results.js'
import type { MovedDecision } from '../../../src/store/publish/content-change.js'
import type { BacktestPlan } from './plan.js'

/** Callbacks while a backtest runs; `name` is that of the split. */
export interface BacktestObserver {
  onPlan?(plan: BacktestPlan): void
  onStart?(name: string): void
  onEpoch?(name: string, epoch: TrainingEpoch, epochCount: number): void
  onDate?(name: string, done: number, count: number): void
  onPublished?(name: string, result: SplitResult, moved: MovedDecision | null): void
  /** Exactly this was published before. */
  onUnchanged?(name: string): void
  onFailed?(name: string, reason: string, stack?: string): void
}
