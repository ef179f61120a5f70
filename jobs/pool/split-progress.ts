import type { TrainingEpoch } from '../../src/results.js'

/** Share of a split's time that training takes, where the strategy trains. */
const TRAINING_SHARE = 0.9

/** Progress of one split. */
export interface SplitProgress {
  readonly name: string
  readonly seeds: readonly number[]
  readonly trains: boolean
  readonly startedMs: number
  readonly epoch: TrainingEpoch | null
  readonly epochCount: number
  /** 0 … 1 */
  readonly fraction: number
}

export function splitStarted(
  name: string,
  seeds: readonly number[],
  { trains, startedMs }: { trains: boolean; startedMs: number },
): SplitProgress {
  return { name, seeds, trains, startedMs, epoch: null, epochCount: 0, fraction: 0 }
}

export function epochDone(
  split: SplitProgress,
  epoch: TrainingEpoch,
  epochCount: number,
): SplitProgress {
  const seedsDone = Math.max(0, split.seeds.indexOf(epoch.seed))
  const trained = (seedsDone + Math.min(1, epoch.epoch / epochCount)) / split.seeds.length
  return { ...split, epoch, epochCount, fraction: TRAINING_SHARE * trained }
}

export function dateDone(split: SplitProgress, done: number, count: number): SplitProgress {
  const before = split.trains ? TRAINING_SHARE : 0
  return { ...split, fraction: before + (1 - before) * (done / Math.max(1, count)) }
}

/** `seed 2/2, epoch 7/15, net Sharpe 1.42` while it trains, else the phase it is in. */
export function stateOf({ epoch, epochCount, seeds, fraction, trains }: SplitProgress): string {
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
  /** Of the work, in splits: those that are finished and the fractions of the others. */
  readonly done: number
  readonly total: number
}

/** Seconds left at the pace so far; null before there is a pace. */
export function secondsLeft({ nowMs, startedMs, done, total }: Pace): number | null {
  const elapsed = (nowMs - startedMs) / 1000
  return done < 0.02 || elapsed < 1 ? null : (elapsed / done) * (total - done)
}
