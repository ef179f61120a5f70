import type { EngineChoice } from '../../../src/config.js'
import { AbortedError, UserError } from '../../../src/lib/errors.js'
import { strategyByName } from '../../../src/registry/registry.js'
import { type LoadedMarket, loadMarket } from '../../market/load-market.js'
import type { Session } from '../../session/session.js'
import { engineOf } from '../backtest/engine.js'
import type { BacktestObserver } from '../backtest/observer.js'
import { comparedWithFirst, type TriedTrial, winnerOf } from './compare-trials.js'
import type { Trial } from './grid.js'
import type { TrialOutcome, TuneOutcome } from './outcome.js'
import { runTrial, type TrialOptions } from './run-trial.js'
import { type ValidationWindow, validationWindow } from './validation-window.js'
import type { YearRange } from './year-range.js'

export interface TuneOptions {
  /** The default dataset where none is named. */
  readonly dataset?: string
  readonly strategy: string
  readonly trials: readonly Trial[]
  readonly fit?: YearRange
  readonly validate?: YearRange
  /** The first of the seeds. */
  readonly seed?: number
  readonly seedCount?: number
  readonly engine?: EngineChoice
  /** Trials side by side, a thread and an engine each. */
  readonly workers: number
}

export interface TuneObserver {
  onPlan?(market: LoadedMarket, window: ValidationWindow): void
  onStart?(trial: Trial): void
  readonly onEpoch?: BacktestObserver['onEpoch']
  onDone?(outcome: TrialOutcome, done: number): void
}

/**
 * Tries settings on the validation years, which no backtest tests. Every trial is a run that never
 * answers. Published trials are kept: calling it again runs only those that are missing.
 */
export async function tune(
  session: Session,
  options: TuneOptions,
  observer: TuneObserver = {},
): Promise<TuneOutcome> {
  const { trials, strategy, workers } = options
  assertDistinct(trials)
  const method = await strategyByName(strategy)
  const inputs = method.inputs(method.parseConfig({}))
  const market = await loadMarket(session.db, options.dataset, inputs)
  const window = validationWindow({ dates: market.dates, ...options })
  observer.onPlan?.(market, window)
  // Opened once: trials side by side would switch the backend under each other.
  const engine = method.trains ? await engineOf(session, options.engine) : undefined
  const { seed, seedCount } = options
  const shared = { strategy, seed, seedCount, market, window, engine }
  const tried = await runTrials(session, trials, { ...shared, workers }, observer)
  const outcomes = comparedWithFirst(tried, market.calendar.datesPerYear)
  const { fit, validate } = window
  return { fit, validate, outcomes, winner: winnerOf(outcomes) }
}

/** Runs the trials in their order, `workers` side by side. */
async function runTrials(
  session: Session,
  trials: readonly Trial[],
  { workers, ...options }: TrialOptions & { readonly workers: number },
  observer: TuneObserver,
): Promise<TriedTrial[]> {
  const outcomes: TriedTrial[] = []
  const queue = [...trials.entries()]
  let done = 0
  async function lane(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, trial] = next
      if (session.signal.aborted) throw new AbortedError('stopped')
      observer.onStart?.(trial)
      const outcome = await runTrial(session, trial, options, observer)
      outcomes[index] = outcome
      done++
      observer.onDone?.(outcome, done)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: workers }, lane))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
  return outcomes
}

function assertDistinct(trials: readonly Trial[]): void {
  const names = trials.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UserError(`two trials are called ${JSON.stringify(twice)}`)
}
