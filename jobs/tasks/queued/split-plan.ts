import { first } from '../../../src/lib/at.js'
import { strategyByName } from '../../../src/registry/registry.js'
import type { Split } from '../../../src/results.js'
import { datasetsById } from '../../../src/store/datasets.js'
import { runsById, type StoredRun } from '../../../src/store/read/runs.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import { TaskError } from '../../failure/task-error.js'
import { HOST_ENGINE } from '../../pool/split-task.js'
import type { JobContext } from '../../queue/job-task.js'
import { missingSplits, tradingDates } from '../backtest/missing-splits.js'
import type { BacktestPlan } from '../backtest/plan.js'
import { settingsOf, walkForwardOf } from '../backtest/run-config.js'

/** The split of a job, cut from the data as they are now. */
export interface SplitPlan extends BacktestPlan {
  readonly split: Split
}

/** Undefined where the run or its dataset has been removed. */
export async function planOf(context: JobContext): Promise<SplitPlan | undefined> {
  const { session, job, market: marketOf } = context
  const run = await runOf(context)
  if (!run || job.split === null) return undefined
  const [dataset] = await datasetsById(session.db, [run.datasetId])
  if (!dataset) return undefined
  const strategy = await strategyByName(run.strategy)
  const inputs = strategy.inputs(strategy.parseConfig(settingsOf(run)))
  const market = await marketOf(dataset.name, inputs)
  const all = walkForwardSplits({ ...tradingDates(market), ...walkForwardOf(run) })
  const split = all.find(({ name }) => name === job.split)
  if (!split) throw new TaskError(`the data have no split ${job.split} any more`, 'data')
  const todo = await missingSplits(session, { run, market, splits: [split] })
  const engine = strategy.trains ? { ...HOST_ENGINE, name: run.engine } : HOST_ENGINE
  return { run, strategy, market, engine, splits: [split], todo, split }
}

/** The run of a job; undefined where it has been removed. */
export async function runOf({ session, job }: JobContext): Promise<StoredRun | undefined> {
  if (job.runId === null) return undefined
  return first(await runsById(session.db, [job.runId])) ?? undefined
}
