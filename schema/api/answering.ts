import { answeringRunsOf, datasetOf, namedStrategy } from '../../src/performance/answering.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { NotFoundError } from './errors.js'
import type { Loaders } from './loaders.js'

export interface SplitSelection {
  readonly strategy?: string | null
  readonly run?: string | null
  readonly dataset?: string | null
}

/**
 * The splits that answer, chronological: those of `run`, else of the answering run of each strategy
 * of the dataset. Naming what does not exist is an error.
 */
export async function splitsOf(
  { strategy, run, dataset }: SplitSelection,
  loaders: Loaders,
): Promise<StoredSplit[]> {
  if (strategy) namedStrategy(strategy)
  const runs = run ? [await namedRun(run, loaders)] : await answeringRunsOf(dataset, loaders)
  const wanted = runs.filter((found) => !strategy || found.strategy === strategy)
  const splits = await Promise.all(wanted.map(({ id }) => loaders.splitsOfRun.load(id)))
  return splits.flat().sort((a, b) => compare(a.testFrom, b.testFrom))
}

/** Postgres text cannot hold it, so no split has it in its name. */
const NUL = '\0'

export interface SplitThen {
  readonly name: string
  readonly asOf: Date
  /** The split that answers today. */
  readonly found: StoredSplit | null
  readonly selection: SplitSelection
}

/** What was published of a split at an instant; null where nothing was. */
export async function splitThen(
  { name, asOf, found, selection }: SplitThen,
  loaders: Loaders,
): Promise<StoredSplit | null> {
  const instant = asOf.toISOString()
  const then = found && (await loaders.splitsAsOf(instant).load(found.id))
  if (then || selection.run || !selection.strategy || name.includes(NUL)) return then
  const dataset = await datasetOf(selection.dataset, loaders).catch(noneIfUnknown)
  if (!dataset) return null
  const { strategy } = selection
  return loaders.lastPublished(instant).load({ datasetId: dataset.id, strategy, name })
}

function noneIfUnknown(thrown: unknown): null {
  if (thrown instanceof NotFoundError) return null
  throw thrown
}

async function namedRun(id: string, loaders: Loaders): Promise<StoredRun> {
  const found = await loaders.run.load(id)
  if (found) return found
  throw new NotFoundError(`run: ${JSON.stringify(id)} is unknown; \`runs\` lists them`)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
