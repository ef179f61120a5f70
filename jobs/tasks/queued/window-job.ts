import { strategyByName } from '../../../src/registry/registry.js'
import type { Split } from '../../../src/results.js'
import { datasetsById } from '../../../src/store/datasets.js'
import { runsById, type StoredRun } from '../../../src/store/read/runs.js'
import type { Strategy } from '../../../src/strategy/strategy.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import { runOnThread } from '../../pool/pool.js'
import { HOST_ENGINE, type SplitTask } from '../../pool/train-split.js'
import { TaskError } from '../../queue/failure.js'
import type { JobContext } from '../../queue/job-task.js'
import { type BacktestPlan, calendarOf, missingWindows, taskOf } from '../backtest/backtest.js'
import { settingsOf, walkForwardOf } from '../backtest/run-config.js'
import {
  dateDone,
  epochDone,
  secondsLeft,
  stateOf,
  type WindowProgress,
  windowStarted,
} from '../backtest/window-progress.js'
import { checkpointMirror } from './checkpoint-mirror.js'

/** A window of a run as the data now cut it. */
export interface WindowPlan extends BacktestPlan {
  readonly split: Split
}

/** Undefined where the run has been removed. */
export async function planOf(context: JobContext): Promise<WindowPlan | undefined> {
  const { session, job, market: marketOf } = context
  const run = await runOf(context)
  if (!run || job.split === null) return undefined
  const [dataset] = await datasetsById(session.db, [run.datasetId])
  if (!dataset) return undefined
  const strategy = await strategyByName(run.strategy)
  const { ranks } = strategy.inputs(strategy.parseConfig(settingsOf(run)))
  const market = await marketOf(dataset.name, ranks)
  const splits = walkForwardSplits({ ...calendarOf(market), ...walkForwardOf(run) })
  const split = splits.find(({ name }) => name === job.split)
  if (!split) throw new TaskError(`the data have no window ${job.split} any more`, 'data')
  const todo = await missingWindows(session, { run, market, splits: [split] })
  const engine = strategy.trains ? { ...HOST_ENGINE, name: run.engine } : HOST_ENGINE
  return { run, strategy, market, engine, splits: [split], todo, split }
}

export async function runOf({ session, job }: JobContext): Promise<StoredRun | undefined> {
  const [run] = job.runId === null ? [null] : await runsById(session.db, [job.runId])
  return run ?? undefined
}

/** The window as a task for a thread; after memory ran out, with a smaller batch. */
export function taskOfWindow({ session, job }: JobContext, plan: WindowPlan): SplitTask {
  const task = taskOf(session, plan, plan.split)
  const { batchShare } = job.payload
  if (typeof batchShare !== 'number') return task
  const config = withSmallerBatch(plan.strategy, task.config, batchShare)
  return { ...task, config: config ?? task.config }
}

/** Settings that hold about that share of the memory; null where the strategy cannot hold less. */
export function withSmallerBatch(
  strategy: Strategy,
  settings: Record<string, unknown>,
  share: number,
): Record<string, unknown> | null {
  const config = strategy.smaller?.(strategy.parseConfig(settings), share)
  return config ? { ...config } : null
}

/** Computes on a thread, says how far it is, and lets others have each trained seed. */
export async function compute(
  context: JobContext,
  plan: WindowPlan,
  task: SplitTask,
): ReturnType<typeof runOnThread> {
  const { session, report, saved } = context
  const { run, split, strategy } = plan
  const mirror = checkpointMirror(context, { runId: run.id, split: split.name })
  await mirror.pull()
  const startedMs = Date.now()
  let window = windowStarted(split.name, task.seeds, { trains: strategy.trains, startedMs })
  const tell = (now: WindowProgress) => {
    window = now
    report({ ...toProgress(window), ...left(window) })
  }
  const left = (active: WindowProgress) => {
    const pace = { nowMs: Date.now(), startedMs, finished: 0, active: [active], total: 1 }
    return { secondsLeft: secondsLeft(pace) ?? undefined }
  }
  tell(window)
  const pushes: Promise<void>[] = []
  const outcome = await runOnThread(task, {
    signal: session.signal,
    onEpoch: (_task, epoch, count) => tell(epochDone(window, epoch, count)),
    onDate: (_task, done, count) => tell(dateDone(window, done, count)),
    onSaved: (_task, seed) => {
      saved()
      // A copy that fails costs another worker some time, not this one its result.
      pushes.push(mirror.push(seed).catch(() => {}))
    },
  })
  await Promise.all(pushes)
  return outcome
}

function toProgress(window: WindowProgress) {
  const { fraction, epoch, epochCount } = window
  return {
    fraction,
    state: stateOf(window),
    ...(epoch && {
      seed: epoch.seed,
      epoch: epoch.epoch,
      epochCount,
      netSharpe: toFinite(epoch.netSharpe),
    }),
  }
}

function toFinite(value: number | null): number | undefined {
  return value !== null && Number.isFinite(value) ? value : undefined
}
