import type { TrainingEpoch } from '../../../src/results.js'
import type { JobProgress } from '../../../src/store/tables/job.js'
import { runOnThread, type ThreadOutcome } from '../../pool/run-on-thread.js'
import {
  dateDone,
  epochDone,
  type SplitProgress,
  secondsLeft,
  splitStarted,
  stateOf,
} from '../../pool/split-progress.js'
import type { SplitTask } from '../../pool/split-task.js'
import type { JobContext } from '../../queue/job-task.js'
import { componentsOf, withComponents } from '../backtest/components/of-run.js'
import { splitToPull } from '../backtest/pull-checkpoints.js'
import { settingsOf } from '../backtest/run-config.js'
import { toSplitTask } from '../backtest/to-split-task.js'
import { checkpointMirror } from './checkpoint-mirror.js'
import { withSmallerBatch } from './smaller-batch.js'
import type { SplitPlan } from './split-plan.js'

/** The split of a job as the task of a thread; with a smaller batch after memory ran out. */
export async function taskOfJob({ session, job }: JobContext, plan: SplitPlan): Promise<SplitTask> {
  const components = await componentsOf(session.db, { ...plan, settings: settingsOf(plan.run) })
  const alone = toSplitTask(session, plan, plan.split)
  const task = await withComponents(session.db, components, alone)
  const { batchShare } = job.payload
  if (typeof batchShare !== 'number') return task
  const config = withSmallerBatch(plan.strategy, task.config, batchShare)
  return { ...task, config: config ?? task.config }
}

/** Computes a split on a thread, reports its progress, and shares the checkpoint of each seed. */
export async function computeSplit(
  context: JobContext,
  plan: SplitPlan,
  task: SplitTask,
): Promise<ThreadOutcome> {
  const { session, saved } = context
  const mirror = checkpointMirror(context, splitToPull(plan.run.id, task))
  await mirror.pull()
  const progress = progressReporter(context, plan, task)
  const pushes: Promise<void>[] = []
  const outcome = await runOnThread(task, {
    signal: session.signal,
    ...progress,
    onSaved(seed, split) {
      saved()
      // A failed push makes another worker train the seed again; it does not fail this job.
      pushes.push(mirror.push(seed, split).catch(() => {}))
    },
  })
  await Promise.all(pushes)
  return outcome
}

/** Callbacks that write the progress of the split to its job. */
function progressReporter({ report }: JobContext, { split, strategy }: SplitPlan, task: SplitTask) {
  const startedMs = Date.now()
  let progress = splitStarted(split.name, task.seeds, { trains: strategy.trains, startedMs })
  const update = (next: SplitProgress) => {
    progress = next
    report(jobProgressOf(progress))
  }
  update(progress)
  return {
    onEpoch: (epoch: TrainingEpoch, count: number) => update(epochDone(progress, epoch, count)),
    onDate: (done: number, count: number) => update(dateDone(progress, done, count)),
  }
}

function jobProgressOf(split: SplitProgress): JobProgress {
  const { fraction, epoch, epochCount, startedMs } = split
  const pace = { nowMs: Date.now(), startedMs, done: fraction, total: 1 }
  return {
    fraction,
    state: stateOf(split),
    ...(epoch && {
      seed: epoch.seed,
      epoch: epoch.epoch,
      epochCount,
      netSharpe: toFinite(epoch.netSharpe),
    }),
    secondsLeft: secondsLeft(pace) ?? undefined,
  }
}

function toFinite(value: number | null): number | undefined {
  return value !== null && Number.isFinite(value) ? value : undefined
}
