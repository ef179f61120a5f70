import { DataNotReadyError, NotFoundError, UserError } from '../lib/errors.js'
import type { OpenDatabase } from '../store/database.js'
import { listDatasets, type StoredDataset } from '../store/datasets.js'
import { answeringRuns, runsById, type StoredRun } from '../store/runs.js'
import { DEFAULT_STRATEGY, STRATEGIES } from '../store/strategies.js'
import type { ExportKind, ExportRequest } from './request.js'

type Db = OpenDatabase['db']

/** The run named, or for `latest` the one that answers for the strategy. */
export async function chosenRun(db: Db, request: ExportRequest): Promise<StoredRun> {
  const { run: id, strategy, dataset } = request
  if (strategy !== undefined) assertStrategy(strategy)
  const of = await datasetOf(db, dataset)
  const run = id === 'latest' ? await answeringRun(db, request, of) : await namedRun(db, id)
  if (strategy !== undefined && run.strategy !== strategy) {
    throw new UserError(`strategy: run ${id} is of ${run.strategy}; leave strategy out`)
  }
  if (dataset !== undefined && run.datasetId !== of?.id) {
    throw new UserError(`dataset: run ${id} is on another dataset; leave dataset out`)
  }
  assertHas(run.strategy, request.kind)
  return run
}

async function answeringRun(
  db: Db,
  { strategy = DEFAULT_STRATEGY }: ExportRequest,
  dataset: StoredDataset | null,
): Promise<StoredRun> {
  if (!dataset) throw new DataNotReadyError('there is no dataset yet, and nothing is published')
  const [run] = await answeringRuns(db, { datasetIds: [dataset.id], strategy })
  if (run) return run
  throw new DataNotReadyError(`nothing of ${strategy} is published on ${dataset.name} yet`)
}

async function namedRun(db: Db, id: string): Promise<StoredRun> {
  const [run] = await runsById(db, [id])
  if (run) return run
  throw new NotFoundError(
    `run: ${JSON.stringify(id)} is unknown: write the id of a run, or latest for the one that answers`,
  )
}

/** The dataset of that name, or the default one; null while there is none at all. */
async function datasetOf(db: Db, name: string | undefined): Promise<StoredDataset | null> {
  const datasets = await listDatasets(db)
  if (name === undefined) return datasets.find(({ isDefault }) => isDefault) ?? null
  const found = datasets.find((dataset) => dataset.name === name)
  if (found) return found
  const have = datasets.map((dataset) => dataset.name).join(', ') || 'none yet'
  throw new NotFoundError(`dataset: ${JSON.stringify(name)} is unknown; have: ${have}`)
}

function assertStrategy(name: string): void {
  if (STRATEGIES.some((strategy) => strategy.name === name)) return
  const have = STRATEGIES.map((strategy) => strategy.name).join(', ')
  throw new NotFoundError(`strategy: ${JSON.stringify(name)} is unknown; have: ${have}`)
}

const OF_FACTORS: ReadonlySet<ExportKind> = new Set(['betas', 'factor-weights', 'factor-returns'])

/** A strategy without factors has no table of them: better said than answered with no rows. */
function assertHas(name: string, kind: ExportKind): void {
  const strategy = STRATEGIES.find((record) => record.name === name)
  if (!strategy) return
  if (OF_FACTORS.has(kind) && !strategy.hasFactors) {
    throw new UserError(`${kind}: ${name} has no factors`)
  }
  if (kind === 'residuals' && !strategy.hasResiduals) {
    throw new UserError(`residuals: ${name} has none`)
  }
}
