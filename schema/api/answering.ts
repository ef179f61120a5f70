import type { StoredDataset } from '../../src/store/datasets.js'
import type { StoredRun } from '../../src/store/runs.js'
import type { StoredSplit } from '../../src/store/splits.js'
import { STRATEGIES, type StrategyRecord } from '../../src/store/strategies.js'
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
  if (strategy) strategyOf(strategy)
  const runs = run ? [await namedRun(run, loaders)] : await answering(dataset, loaders)
  const wanted = runs.filter((found) => !strategy || found.strategy === strategy)
  const splits = await Promise.all(wanted.map(({ id }) => loaders.splitsOfRun.load(id)))
  return splits.flat().sort((a, b) => compare(a.testFrom, b.testFrom))
}

/** Text of the database cannot hold it, so nothing is called by it. */
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

/** The answering runs of a dataset, in the order of the strategies. */
export async function answering(
  dataset: string | null | undefined,
  loaders: Loaders,
): Promise<StoredRun[]> {
  const found = await datasetOf(dataset, loaders)
  if (!found) return []
  const runs = await loaders.answeringRuns.load(found.id)
  return [...runs].sort((a, b) => rankOf(a.strategy) - rankOf(b.strategy))
}

/** The dataset of that name, or the default one; null while there is none at all. */
export async function datasetOf(
  name: string | null | undefined,
  loaders: Loaders,
): Promise<StoredDataset | null> {
  const datasets = await loaders.datasets()
  if (!name) return datasets.find(({ isDefault }) => isDefault) ?? null
  const found = datasets.find((dataset) => dataset.name === name)
  if (found) return found
  const have = datasets.map((dataset) => dataset.name).join(', ') || 'none yet'
  throw new NotFoundError(`dataset: ${JSON.stringify(name)} is unknown; have: ${have}`)
}

export function strategyOf(name: string): StrategyRecord {
  const found = STRATEGIES.find((strategy) => strategy.name === name)
  if (found) return found
  const have = STRATEGIES.map((strategy) => strategy.name).join(', ')
  throw new NotFoundError(`strategy: ${JSON.stringify(name)} is unknown; have: ${have}`)
}

async function namedRun(id: string, loaders: Loaders): Promise<StoredRun> {
  const found = await loaders.run.load(id)
  if (found) return found
  throw new NotFoundError(`run: ${JSON.stringify(id)} is unknown; \`runs\` lists them`)
}

function rankOf(strategy: string): number {
  return STRATEGIES.findIndex(({ name }) => name === strategy)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
