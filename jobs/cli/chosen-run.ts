import { CATALOGUE } from '../../src/catalogue.js'
import { UserError } from '../../src/lib/errors.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { Db } from '../session/session.js'
import { runIdOf } from './run-id.js'

/** The run of that id, or the one that answers for the strategy of that name. */
export async function chosenRun(
  db: Db,
  which: string,
  dataset: string | undefined,
): Promise<StoredRun> {
  const { answeringRuns, runsById } = await import('../../src/store/read/runs.js')
  if (!CATALOGUE.some(({ name }) => name === which)) {
    const [run] = await runsById(db, [await runIdOf(db, which)])
    if (run) return run
  }
  const { datasetByName } = await import('../../src/store/datasets.js')
  const { id, name } = await datasetByName(db, dataset)
  const [run] = await answeringRuns(db, { datasetIds: [id], strategy: which })
  if (run) return run
  throw new UserError(
    `${which} has published nothing on ${name}: residua backtest --dataset ${name} --strategy ${which}`,
  )
}
