import { strategyByName } from '../../../src/registry/registry.js'
import type { Split } from '../../../src/results.js'
import { datasetsById, listDatasets } from '../../../src/store/datasets.js'
import { wasLive } from '../../../src/store/read/live-splits.js'
import { answeringRuns } from '../../../src/store/read/runs.js'
import { splitsOfRuns } from '../../../src/store/read/splits.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { enqueueWindows } from '../../queue/window-queue.js'
import type { Db } from '../../session/session.js'
import { calendarOf, missingWindows } from '../backtest/backtest.js'
import { settingsOf, walkForwardOf } from '../backtest/run-config.js'

/**
 * Puts into the queue what a run that answers is missing: the window of a test year that has begun,
 * windows that failed, and those whose data were restated. On most days that is nothing.
 */
export const refitTask: JobTask = { run }

async function run({ session, job, market: marketOf }: JobContext): Promise<string> {
  const { db } = session
  const { dataset: named } = job.payload as { readonly dataset?: string }
  const datasets = (await listDatasets(db)).filter(({ name }) => !named || name === named)
  const runs = await answeringRuns(db, { datasetIds: datasets.map(({ id }) => id) })
  const said: string[] = []
  for (const ofRun of runs) {
    const [dataset] = await datasetsById(db, [ofRun.datasetId])
    if (!dataset) continue
    const strategy = await strategyByName(ofRun.strategy)
    const { ranks } = strategy.inputs(strategy.parseConfig(settingsOf(ofRun)))
    const market = await marketOf(dataset.name, ranks)
    const all = walkForwardSplits({ ...calendarOf(market), ...walkForwardOf(ofRun) })
    const splits = await withinRun(db, ofRun.id, all)
    const missing = await missingWindows(session, { run: ofRun, market, splits })
    const enqueued = await enqueueWindows(db, { run: ofRun, strategy }, missing)
    if (enqueued > 0) said.push(`${ofRun.strategy} on ${dataset.name}: ${enqueued} in the queue`)
  }
  return said.length > 0 ? said.join('; ') : 'nothing is missing'
}

/** The windows that a run has, and those after them where it went on to the present before. */
async function withinRun(db: Db, runId: string, all: readonly Split[]): Promise<Split[]> {
  const [stored] = await splitsOfRuns(db, [runId])
  const names = new Set(stored.map(({ name }) => name))
  const newest = stored.at(-1)
  const goesOn = newest !== undefined && (await wasLive(db, newest.id))
  return all.filter(({ name, test }) => names.has(name) || (goesOn && test.from > newest.testFrom))
}
