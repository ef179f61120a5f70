import { AbortedError, AppError, toError } from '../../../src/lib/errors.js'
import { datasetByName } from '../../../src/store/datasets.js'
import { isOutage } from '../../../src/store/outage.js'
import { answeringRuns, type StoredRun } from '../../../src/store/read/runs.js'
import { inputsKey, openMarket } from '../../market/load-market.js'
import type { Session } from '../../session/session.js'
import { componentsFirst } from './components/components-first.js'
import type { BacktestObserver } from './observer.js'
import { assertReaches, inputsOf, type ScoreOutcome, scoreOn } from './score-run.js'

export interface ScoreRunsOptions {
  readonly dataset?: string
  /** One strategy alone; every one that has an answering run where left out. */
  readonly strategy?: string
  /** The data must reach this date. */
  readonly date?: string
  readonly observer?: BacktestObserver
  /** Called before a strategy is scored. */
  readonly onStrategy?: (name: string, done: number, count: number) => void
}

/** What became of one strategy. */
export type ScoredStrategy = { readonly strategy: string } & (
  | { readonly outcome: ScoreOutcome }
  | {
      /** Why nothing of it was scored. */
      readonly error: string
      /** Whether the same command may work later, without anyone acting. */
      readonly retryable: boolean
    }
)

/**
 * Scores every run that answers on a dataset, in one pass: prices are loaded once, and the
 * characteristics of strategies that read the same ones; blends come after what they hold. A strategy that
 * fails does not stop the others.
 */
export async function scoreRuns(
  session: Session,
  { dataset: name, strategy, date, observer, onStrategy }: ScoreRunsOptions,
): Promise<ScoredStrategy[]> {
  const { db } = session
  const dataset = await datasetByName(db, name)
  const runs = await answeringRuns(db, { datasetIds: [dataset.id], strategy })
  if (runs.length === 0) return []
  const market = await openMarket(db, dataset.name)
  assertReaches(market, date)
  const scored: ScoredStrategy[] = []
  for (const run of componentsFirst(await byInputs(runs))) {
    onStrategy?.(run.strategy, scored.length, runs.length)
    scored.push(await settled(session, run, () => scoreOn(session, market, run, observer)))
  }
  return scored
}

/** Runs that read the same characteristics after one another; those whose inputs are not known come last. */
async function byInputs(runs: readonly StoredRun[]): Promise<StoredRun[]> {
  const keyed = await Promise.all(
    runs.map(async (run) => {
      const key = await inputsOf(run).then(inputsKey, () => '~') // it fails again when it is scored
      return { run, key }
    }),
  )
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ run }) => run)
}

/** The outcome of a strategy, or why it failed. A stop and a database that is away end the whole pass. */
async function settled(
  { signal }: Session,
  { strategy }: StoredRun,
  work: () => Promise<ScoreOutcome>,
): Promise<ScoredStrategy> {
  try {
    return { strategy, outcome: await work() }
  } catch (thrown) {
    const error = toError(thrown)
    if (signal.aborted || error instanceof AbortedError || isOutage(error)) throw thrown
    return {
      strategy,
      error: error.message,
      retryable: error instanceof AppError && error.retryable,
    }
  }
}
