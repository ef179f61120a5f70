import { AbortedError } from '../../../src/lib/errors.js'
import type { SplitResult } from '../../../src/results.js'
import type { MovedDecision } from '../../../src/store/publish/content-change.js'
import { InvalidResultError } from '../../../src/store/publish/invalid-result.js'
import { type Published, publishSplit } from '../../../src/store/publish/publish.js'
import { requeueSplits } from '../../../src/store/publish/resume.js'
import { setRunStatus } from '../../../src/store/publish/runs.js'
import { failSplit, markSplitRunning } from '../../../src/store/publish/splits.js'
import { mayPass, type SplitFailure } from '../../failure/split-failure.js'
import { type PoolOptions, runSplits } from '../../pool/pool.js'
import type { SplitTask } from '../../pool/split-task.js'
import type { Session } from '../../session/session.js'
import { componentsOf, withComponents } from './components/of-run.js'
import { isWarm } from './earlier-splits.js'
import type { BacktestObserver } from './observer.js'
import type { BacktestPlan } from './plan.js'
import { pullCheckpoints, splitToPull } from './pull-checkpoints.js'
import { settingsOf } from './run-config.js'
import { settleRun } from './settle-run.js'
import { toSplitTask } from './to-split-task.js'

export interface FailedSplit {
  readonly name: string
  readonly reason: string
  /** Whether the same command may work later, without anyone acting. */
  readonly retryable: boolean
}

/** The book of a split that moved to another session than the one it was decided for. */
export interface MovedBook extends MovedDecision {
  readonly split: string
}

/** What became of the splits of a plan, by name. */
export interface ComputedSplits {
  /** Of these a new version is visible. */
  readonly published: readonly string[]
  /** What was computed of these was published before. */
  readonly unchanged: readonly string[]
  readonly moved: readonly MovedBook[]
  /** Warnings of the published splits, each with its split's name. */
  readonly warnings: readonly string[]
  readonly failed: readonly FailedSplit[]
}

/**
 * Trains, scores and publishes `plan.todo`, `workers` splits side by side; one after the other where each starts from
 * the one before it.
 */
export async function computeSplits(
  session: Session,
  plan: BacktestPlan,
  workers: number,
  observer: BacktestObserver,
): Promise<ComputedSplits> {
  const { db, signal } = session
  const { run, todo } = plan
  const outcomes = new Outcomes(session, plan, observer)
  await setRunStatus(db, run.id, 'running')
  try {
    const tasks = todo.map((split) => toSplitTask(session, plan, split))
    for (const task of tasks) await pullCheckpoints(session, splitToPull(run.id, task))
    const components = await componentsOf(db, { ...plan, settings: settingsOf(run) })
    const prepare = (task: SplitTask) => withComponents(db, components, task)
    const sideBySide = isWarm(plan) ? 1 : workers
    await runSplits(tasks, { workers: sideBySide, signal, prepare, ...outcomes.callbacks() })
  } catch (thrown) {
    await requeueSplits(db, run.id).catch(() => {}) // the database itself may be what failed
    await setRunStatus(db, run.id, 'queued').catch(() => {})
    if (thrown instanceof AbortedError) throw interrupted(plan, outcomes.published)
    throw thrown
  }
  await settleRun(session, run.id, 'running')
  const { published, unchanged, moved, warnings, failed } = outcomes
  return { published, unchanged, moved, warnings, failed }
}

/** Stores the results and failures of the threads, and notifies the observer. */
class Outcomes implements ComputedSplits {
  readonly published: string[] = []
  readonly unchanged: string[] = []
  readonly moved: MovedBook[] = []
  readonly warnings: string[] = []
  readonly failed: FailedSplit[] = []

  constructor(
    readonly session: Session,
    readonly plan: BacktestPlan,
    readonly observer: BacktestObserver,
  ) {}

  callbacks(): Pick<PoolOptions, 'onStart' | 'onEpoch' | 'onDate' | 'onResult' | 'onFailure'> {
    const { observer } = this
    return {
      onStart: ({ split }) => this.#start(split.name),
      onEpoch: ({ split }, epoch, count) => observer.onEpoch?.(split.name, epoch, count),
      onDate: ({ split }, done, count) => observer.onDate?.(split.name, done, count),
      onResult: (task, result) => this.#publish(task, result),
      onFailure: ({ split }, failure) =>
        this.#fail(split.name, failure, { retryable: mayPass(failure) }),
    }
  }

  async #start(name: string): Promise<void> {
    await markSplitRunning(this.session.db, this.plan.run.id, name)
    this.observer.onStart?.(name)
  }

  /** A result that may not be published fails its split, not the run. */
  async #publish({ split: { name }, sources }: SplitTask, result: SplitResult): Promise<void> {
    const { run, market } = this.plan
    const datasetVersionId = market.dataset.versionId
    try {
      const publication = { runId: run.id, datasetVersionId, result, sources }
      this.#note(name, result, await publishSplit(this.session.pool, publication))
    } catch (thrown) {
      if (!(thrown instanceof InvalidResultError)) throw thrown
      const { message: reason, stack } = thrown
      await this.#fail(name, { reason, stack }, { retryable: false })
    }
  }

  #note(name: string, result: SplitResult, { changed, moved, warnings }: Published): void {
    if (!changed) {
      this.unchanged.push(name)
      this.observer.onUnchanged?.(name)
      return
    }
    this.published.push(name)
    this.warnings.push(...warnings.map((warning) => `${name}: ${warning}`))
    if (moved) this.moved.push({ split: name, ...moved })
    this.observer.onPublished?.(name, result, moved)
  }

  async #fail(
    name: string,
    { reason, stack }: Pick<SplitFailure, 'reason' | 'stack'>,
    { retryable }: { readonly retryable: boolean },
  ): Promise<void> {
    await failSplit(this.session.db, this.plan.run.id, name, reason)
    this.failed.push({ name, reason, retryable })
    this.observer.onFailed?.(name, reason, stack)
  }
}

function interrupted({ todo }: BacktestPlan, published: readonly string[]): AbortedError {
  const left = todo.length - published.length
  return new AbortedError(
    `stopped: ${published.length} of ${todo.length} splits were published and are kept, as are ` +
      `the seeds trained so far; run the same command again to compute the ${left} left`,
  )
}
