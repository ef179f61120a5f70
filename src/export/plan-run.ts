import { CATALOGUE, DEFAULT_STRATEGY, PART_WORDS, type StrategyInfo } from '../catalogue.js'
import { DataNotReadyError, NotFoundError, UserError } from '../lib/errors.js'
import { datasetOf, namedStrategy } from '../performance/answering.js'
import type { AnsweringReads } from '../performance/reads.js'
import { storeReads } from '../performance/store-reads.js'
import type { OpenDatabase } from '../store/database.js'
import type { StoredDataset } from '../store/datasets.js'
import { runsById, type StoredRun } from '../store/read/runs.js'
import type { ExportKind, ExportRequest } from './request.js'
import { seriesFile } from './series-files.js'

type Db = OpenDatabase['db']

/** The run named, or for `latest` the answering run of the strategy. */
export async function chosenRun(db: Db, request: ExportRequest): Promise<StoredRun> {
  const { run: id, strategy, dataset } = request
  if (strategy !== undefined) namedStrategy(strategy)
  const reads = storeReads(db)
  const of = await datasetOf(dataset, reads)
  const run = id === 'latest' ? await answeringRun(request, of, reads) : await namedRun(db, id)
  if (strategy !== undefined && run.strategy !== strategy) {
    throw new UserError(`strategy: run ${id} is of ${run.strategy}; leave strategy out`)
  }
  if (dataset !== undefined && run.datasetId !== of?.id) {
    throw new UserError(`dataset: run ${id} is on another dataset; leave dataset out`)
  }
  const info = CATALOGUE.find(({ name }) => name === run.strategy)
  if (info) assertHas(info, request.kind)
  return run
}

async function answeringRun(
  { strategy = DEFAULT_STRATEGY }: ExportRequest,
  dataset: StoredDataset | null,
  reads: AnsweringReads,
): Promise<StoredRun> {
  if (!dataset) throw new DataNotReadyError('there is no dataset yet, and nothing is published')
  const runs = await reads.answeringRuns.load(dataset.id)
  const run = runs.find((found) => found.strategy === strategy)
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

/** An error where the strategy has no such table; an empty file would read as no data yet. */
function assertHas({ name, has }: StrategyInfo, kind: ExportKind): void {
  const needs = kind === 'codes' ? 'codebook' : seriesFile(kind)?.series[0].needs
  if (needs && !has[needs]) throw new UserError(`${kind}: ${name} has no ${PART_WORDS[needs]}`)
}
