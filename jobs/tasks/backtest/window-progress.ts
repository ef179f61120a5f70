import type { TrainingEpoch } from '../../../src/results.js'

/** Share of a window's time that training takes, where it trains. */
const TRAINING_SHARE = 0.9

/** How far one window is. */
export interface WindowProgress {
  readonly name: string
  readonly seeds: readonly number[]
  readonly trains: boolean
  readonly startedMs: number
  readonly epoch: TrainingEpoch | null
  readonly epochCount: number
  /** 0 … 1 */
  readonly fraction: number
}

export function windowStarted(
  name: string,
  seeds: readonly number[],
  { trains, startedMs }: { trains: boolean; startedMs: number },
): WindowProgress {
  return { name, seeds, trains, startedMs, epoch: null, epochCount: 0, fraction: 0 }
}

export function epochDone(
  window: WindowProgress,
  epoch: TrainingEpoch,
  epochCount: number,
): WindowProgress {
  const seedsDone = Math.max(0, window.seeds.indexOf(epoch.seed))
  const trained = (seedsDone + Math.min(1, epoch.epoch / epochCount)) / window.seeds.length
  return { ...window, epoch, epochCount, fraction: TRAINING_SHARE * trained }
}

export function dateDone(window: WindowProgress, done: number, count: number): WindowProgress {
  const before = window.trains ? TRAINING_SHARE : 0
  return { ...window, fraction: before + (1 - before) * (done / Math.max(1, count)) }
}

/** `seed 2/2, epoch 7/15, net Sharpe 1.42`, or what it is doing where it does not train. */
export function stateOf({ epoch, epochCount, seeds, fraction, trains }: WindowProgress): string {
  if (fraction >= 1) return 'publishing'
  if (!trains || fraction > TRAINING_SHARE) return 'scoring'
  if (!epoch) return 'starting'
  const seed = seeds.length > 1 ? `seed ${seeds.indexOf(epoch.seed) + 1}/${seeds.length}, ` : ''
  const sharpe = epoch.netSharpe === null ? '' : `, net Sharpe ${epoch.netSharpe.toFixed(2)}`
  return `${seed}epoch ${epoch.epoch}/${epochCount}${sharpe}`
}

export interface Pace {
  readonly nowMs: number
  readonly startedMs: number
  readonly finished: number
  readonly active: readonly WindowProgress[]
  readonly total: number
}

/** Seconds left at the pace so far; null while nothing can be said. */
export function secondsLeft({ nowMs, startedMs, finished, active, total }: Pace): number | null {
  const done = finished + active.reduce((sum, { fraction }) => sum + fraction, 0)
  const elapsed = (nowMs - startedMs) / 1000
  return done < 0.02 || elapsed < 1 ? null : (elapsed / done) * (total - done)
}
