import { type PairedDifference, pairedDifference } from '../../../src/accounts/paired-difference.js'
import type { EngineChoice } from '../../../src/config.js'
import { AbortedError, toError, UserError } from '../../../src/lib/errors.js'
import { strategyByName } from '../../../src/registry/registry.js'
import type { EngineInfo } from '../../../src/results.js'
import { runsById, type StoredRun } from '../../../src/store/read/runs.js'
import type { Session } from '../../session/session.js'
import { type BacktestObserver, backtest, engineOf } from '../backtest/backtest.js'
import { type LoadedMarket, loadMarket } from '../data/market.js'
import { measuredRun, type RunMeasures } from '../report/measured-run.js'
import { runSeries } from '../report/run-series.js'
import type { Trial } from './grid.js'
import { type ValidationWindow, validationWindow, type YearRange } from './validation-window.js'

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

/** What a trial brought on the validation years, decided on time and a day earlier. */
export interface TrialOutcome {
  readonly trial: Trial
  readonly run: StoredRun | null
  readonly measures: RunMeasures | null
  readonly lagOne: RunMeasures | null
  /** Hedged net Sharpe ratio at lag 1 less that of the first trial; null in that one. */
  readonly difference: PairedDifference | null
  /** Why there are no measures. */
  readonly failure: string | null
}

export interface TuneObserver {
  onPlan?(market: LoadedMarket, window: ValidationWindow): void
  onStart?(trial: Trial): void
  readonly onEpoch?: BacktestObserver['onEpoch']
  onDone?(outcome: TrialOutcome, done: number): void
}

export interface TuneOutcome extends Omit<ValidationWindow, 'split'> {
  /** In the order of the trials. */
  readonly outcomes: readonly TrialOutcome[]
  /** The largest hedged net Sharpe ratio at lag 1; null where no trial worked. */
  readonly winner: TrialOutcome | null
}

/**
 * Tries settings on the validation years, which no backtest tests. Every trial is a run that never
 * answers; what is published is kept, so that calling it again tries only what is missing.
 */
export async function tune(
  session: Session,
  options: TuneOptions,
  observer: TuneObserver = {},
): Promise<TuneOutcome> {
  const { trials } = options
  assertDistinct(trials)
  const market = await loadMarket(session.db, options.dataset)
  const window = validationWindow({ dates: market.dates, ...options })
  observer.onPlan?.(market, window)
  // Opened once: backtests side by side would switch backends under each other.
  const { trains } = await strategyByName(options.strategy)
  const engine = trains ? await engineOf(session, options.engine) : undefined

  const outcomes: Tried[] = []
  const queue = trials.map((trial, index) => ({ trial, index }))
  let done = 0
  async function lane(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (session.signal.aborted) throw new AbortedError('stopped')
      observer.onStart?.(next.trial)
      const outcome = await tryOut(
        session,
        next.trial,
        { ...options, market, window, opened: engine },
        observer,
      )
      outcomes[next.index] = outcome
      done++
      observer.onDone?.(outcome, done)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: options.workers }, lane))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
  const compared = comparedWithFirst(outcomes)
  return {
    fit: window.fit,
    validate: window.validate,
    outcomes: compared,
    winner: winnerOf(compared),
  }
}

interface Tried extends TrialOutcome {
  /** `[T]` hedged net at lag 1. */
  readonly hedged: readonly (number | null)[]
}

/** The first trial is what the others are held against: by default, the defaults. */
function comparedWithFirst(outcomes: readonly Tried[]): TrialOutcome[] {
  return outcomes.map(({ hedged, ...outcome }, i) => ({
    ...outcome,
    difference: i === 0 ? null : pairedDifference(hedged, outcomes[0].hedged),
  }))
}

interface Prepared extends TuneOptions {
  readonly market: LoadedMarket
  readonly window: ValidationWindow
  readonly opened: EngineInfo | undefined
}

async function tryOut(
  session: Session,
  trial: Trial,
  { market, window, opened, ...options }: Prepared,
  { onEpoch }: TuneObserver,
): Promise<Tried> {
  const { fit, validate, split } = window
  const nothing = { trial, run: null, measures: null, lagOne: null, difference: null, hedged: [] }
  try {
    const { plan, failed } = await backtest(
      session,
      {
        strategy: options.strategy,
        settings: trial.settings,
        trainYears: fit.to - fit.from + 1,
        testYears: validate.to - validate.from + 1,
        seed: options.seed,
        seedCount: trial.seeds ?? options.seedCount,
        engineThere: opened,
        workers: 1,
        trial: true,
        market,
        splits: [split],
      },
      { onEpoch },
    )
    if (failed.length > 0) return { ...nothing, run: plan.run, failure: failed[0].reason }
    const [run] = await runsById(session.db, [plan.run.id])
    const series = await runSeries(session.db, plan.run)
    const [onTime, late] = ([0, 1] as const).map((lag) => measuredRun(series, { lag }))
    return {
      ...nothing,
      run,
      measures: onTime.rows(0, series.dates.length),
      lagOne: late.rows(0, series.dates.length),
      hedged: late.hedgedNet,
      failure: null,
    }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { ...nothing, failure: toError(thrown).message }
  }
}

/** Judged as a user could have traded it: a day late, after costs and the market hedge. */
export function winnerOf(outcomes: readonly TrialOutcome[]): TrialOutcome | null {
  const score = ({ lagOne }: TrialOutcome) => lagOne?.hedgedNetSharpe ?? Number.NEGATIVE_INFINITY
  const best = outcomes.reduce<TrialOutcome | null>(
    (before, outcome) => (before === null || score(outcome) > score(before) ? outcome : before),
    null,
  )
  return best && Number.isFinite(score(best)) ? best : null
}

function assertDistinct(trials: readonly Trial[]): void {
  const names = trials.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UserError(`two trials are called ${JSON.stringify(twice)}`)
}
