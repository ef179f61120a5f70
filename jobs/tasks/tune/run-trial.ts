import { first } from '../../../src/lib/at.js'
import { UserError } from '../../../src/lib/errors.js'
import type { EngineInfo } from '../../../src/results.js'
import { runsById, type StoredRun } from '../../../src/store/read/runs.js'
import type { LoadedMarket } from '../../market/load-market.js'
import type { Session } from '../../session/session.js'
import { type BacktestOutcome, backtest } from '../backtest/backtest.js'
import type { BacktestObserver } from '../backtest/observer.js'
import { effectiveFactorsOf } from '../report/effective-factors.js'
import { measuredRun } from '../report/measured-run.js'
import { runSeries } from '../report/run-series.js'
import type { TriedTrial } from './compare-trials.js'
import type { Trial } from './grid.js'
import type { ValidationWindow } from './validation-window.js'

export interface TrialOptions {
  readonly strategy: string
  /** The first of the seeds. */
  readonly seed?: number
  readonly seedCount?: number
  readonly market: LoadedMarket
  readonly window: ValidationWindow
  /** The engine that is open; undefined for strategies that need none. */
  readonly engine: EngineInfo | undefined
}

/** Trains and measures one trial; settings that are refused make a failure, not an error. */
export async function runTrial(
  session: Session,
  trial: Trial,
  options: TrialOptions,
  { onEpoch }: Pick<BacktestObserver, 'onEpoch'>,
): Promise<TriedTrial> {
  try {
    const { plan, failed } = await backtestTrial(session, trial, options, { onEpoch })
    const [failure] = failed
    if (failure) return { ...unmeasured(trial, failure.reason), run: plan.run }
    return await measured(session, trial, plan.run)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return unmeasured(trial, thrown.message)
  }
}

function backtestTrial(
  session: Session,
  trial: Trial,
  { market, window, engine, strategy, seed, seedCount }: TrialOptions,
  observer: BacktestObserver,
): Promise<BacktestOutcome> {
  const { fit, validate, split } = window
  const options = {
    strategy,
    settings: trial.settings,
    trainYears: fit.to - fit.from + 1,
    testYears: validate.to - validate.from + 1,
    seed,
    seedCount: trial.seeds ?? seedCount,
    engineThere: engine,
    workers: 1,
    trial: true,
    market,
    splits: [split],
  }
  return backtest(session, options, observer)
}

function unmeasured(trial: Trial, failure: string | null): TriedTrial {
  const nothing = { run: null, measures: null, lagOne: null, effectiveFactors: null, hedged: [] }
  return { trial, ...nothing, difference: null, failure }
}

async function measured({ db }: Session, trial: Trial, planned: StoredRun): Promise<TriedTrial> {
  const run = first(await runsById(db, [planned.id]))
  const series = await runSeries(db, planned)
  const onTime = measuredRun(series, { lag: 0 })
  const late = measuredRun(series, { lag: 1 })
  return {
    ...unmeasured(trial, null),
    run,
    measures: onTime.rows(0, series.dates.length),
    lagOne: late.rows(0, series.dates.length),
    effectiveFactors: await effectiveFactorsOf(db, series),
    hedged: late.hedgedNet,
  }
}
