import { first } from '../../../src/lib/at.js'
import { strategyByName } from '../../../src/registry/registry.js'
import type { Split } from '../../../src/results.js'
import { listDatasets, type StoredDataset } from '../../../src/store/datasets.js'
import { wasLive } from '../../../src/store/read/live-splits.js'
import { answeringRuns, type StoredRun } from '../../../src/store/read/runs.js'
import { splitsOfRuns } from '../../../src/store/read/splits.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import { enqueueSplits } from '../../queue/enqueue-splits.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import type { Db } from '../../session/session.js'
import { componentsFirst } from '../backtest/components/components-first.js'
import { missingSplits, tradingDates } from '../backtest/missing-splits.js'
import { settingsOf, walkForwardOf } from '../backtest/run-config.js'

/**
 * Puts into the queue what the runs that answer are missing: the split of a test year that has begun,
 * splits that failed, and splits whose data were restated. On most days there are none.
 */
export const refitTask: JobTask = { run }

async function run(context: JobContext): Promise<string> {
  const { db } = context.session
  const { dataset: named } = context.job.payload as { readonly dataset?: string }
  const datasets = (await listDatasets(db)).filter(({ name }) => !named || name === named)
  const lines: string[] = []
  const answering = await answeringRuns(db, { datasetIds: datasets.map(({ id }) => id) })
  for (const run of componentsFirst(answering)) {
    const dataset = datasets.find(({ id }) => id === run.datasetId)
    const enqueued = dataset ? await enqueueMissing(context, run, dataset) : 0
    if (enqueued > 0) lines.push(`${run.strategy} on ${dataset?.name}: ${enqueued} in the queue`)
  }
  return lines.length > 0 ? lines.join('; ') : 'nothing is missing'
}

async function enqueueMissing(
  { session, market: marketOf }: JobContext,
  run: StoredRun,
  dataset: StoredDataset,
): Promise<number> {
  const { db } = session
  const strategy = await strategyByName(run.strategy)
  const inputs = strategy.inputs(strategy.parseConfig(settingsOf(run)))
  const market = await marketOf(dataset.name, inputs)
  const all = walkForwardSplits({ ...tradingDates(market), ...walkForwardOf(run) })
  const splits = await splitsWithin(db, run.id, all)
  const missing = await missingSplits(session, { run, market, splits })
  return await enqueueSplits(db, { run, strategy }, missing)
}

/** The splits that a run has, and later ones if its newest split was live once. */
async function splitsWithin(db: Db, runId: string, all: readonly Split[]): Promise<Split[]> {
  const stored = first(await splitsOfRuns(db, [runId]))
  const names = new Set(stored.map(({ name }) => name))
  const newest = stored.at(-1)
  const continues = newest !== undefined && (await wasLive(db, newest.id))
  return all.filter(
    ({ name, test }) => names.has(name) || (continues && test.from > newest.testFrom),
  )
}
