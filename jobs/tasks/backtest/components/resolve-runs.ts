import { CATALOGUE } from '../../../../src/catalogue.js'
import { UserError } from '../../../../src/lib/errors.js'
import { didYouMean } from '../../../../src/lib/nearest-name.js'
import { datasetsById, type StoredDataset } from '../../../../src/store/datasets.js'
import { answeringRuns, runPage, type StoredRun } from '../../../../src/store/read/runs.js'
import type { Db } from '../../../session/session.js'

const MOST = 1000
const BLEND = 'blend'

/**
 * The runs of a blend by name, in the order given: a strategy is its answering run on the dataset, anything else the
 * start of a run's id. Throws a UserError that names the run and the remedy for one that is unknown, of another
 * dataset, named twice, without a published split, or a blend itself.
 */
export async function resolveRuns(
  db: Db,
  dataset: StoredDataset,
  names: readonly string[],
): Promise<StoredRun[]> {
  const found: StoredRun[] = []
  for (const name of names) {
    const run = isStrategy(name) ? await answering(db, dataset, name) : await byId(db, name)
    await assertCanBeBlended(db, dataset, run)
    const twice = found.findIndex(({ id }) => id === run.id)
    if (twice >= 0)
      throw new UserError(`runs: ${names[twice]} and ${name} are the same run ${run.id}`)
    found.push(run)
  }
  return found
}

function isStrategy(name: string): boolean {
  return CATALOGUE.some((info) => info.name === name)
}

async function answering(db: Db, { id, name }: StoredDataset, strategy: string) {
  if (strategy === BLEND) throw blendOfBlends(BLEND)
  const [run] = await answeringRuns(db, { datasetIds: [id], strategy })
  if (run) return run
  throw new UserError(
    `runs: no run of ${strategy} answers on ${name}: residua backtest --dataset ${name} --strategy ${strategy} ` +
      'makes one; a run made with --no-promote is named by its id',
  )
}

async function byId(db: Db, start: string): Promise<StoredRun> {
  const { runs } = await runPage(db, { first: MOST })
  const found = /^[0-9a-f-]{4,}$/i.test(start)
    ? runs.filter(({ id }) => id.startsWith(start.toLowerCase()))
    : []
  const [run] = found
  if (run && found.length === 1) return run
  const what = run ? `matches ${found.length} runs` : 'is neither a strategy nor the id of a run'
  const names = CATALOGUE.map(({ name }) => name)
  throw new UserError(
    `runs: ${JSON.stringify(start)} ${what}; \`residua runs\` lists them${didYouMean(start, names)}`,
  )
}

async function assertCanBeBlended(db: Db, dataset: StoredDataset, run: StoredRun): Promise<void> {
  const who = `run ${run.id} (${run.strategy})`
  if (run.strategy === BLEND) throw blendOfBlends(who)
  if (run.datasetId !== dataset.id) {
    const [other] = await datasetsById(db, [run.datasetId])
    throw new UserError(
      `runs: ${who} is of dataset ${other?.name ?? run.datasetId}, not ${dataset.name}: ` +
        'a blend has runs of one dataset',
    )
  }
  if (run.status !== 'failed') return
  throw new UserError(
    `runs: ${who} failed and has no published split: ` +
      `residua backtest --dataset ${dataset.name} --strategy ${run.strategy}`,
  )
}

function blendOfBlends(who: string): UserError {
  return new UserError(
    `runs: ${who} is a blend, and a blend has no blends: give the runs it blends`,
  )
}
