import { CATALOGUE, type StrategyInfo } from '../catalogue.js'
import { NotFoundError } from '../lib/errors.js'
import { didYouMean } from '../lib/nearest-name.js'
import type { StoredDataset } from '../store/datasets.js'
import type { StoredRun } from '../store/read/runs.js'
import type { AnsweringReads } from './reads.js'

/**
 * The answering run of each strategy of a dataset (of the default one, where `name` is empty), in
 * the order of the catalogue; none while there is no dataset.
 */
export async function answeringRunsOf(
  name: string | null | undefined,
  reads: AnsweringReads,
): Promise<StoredRun[]> {
  const dataset = await datasetOf(name, reads)
  if (!dataset) return []
  const runs = await reads.answeringRuns.load(dataset.id)
  return [...runs].sort((a, b) => rankOf(a.strategy) - rankOf(b.strategy))
}

/** The dataset of that name, or the default one; null while there is none at all. */
export async function datasetOf(
  name: string | null | undefined,
  reads: AnsweringReads,
): Promise<StoredDataset | null> {
  const datasets = await reads.datasets()
  if (!name) return datasets.find(({ isDefault }) => isDefault) ?? null
  const found = datasets.find((dataset) => dataset.name === name)
  if (found) return found
  const names = datasets.map((dataset) => dataset.name)
  const have = names.join(', ') || 'none yet'
  throw new NotFoundError(
    `dataset: ${JSON.stringify(name)} is unknown; have: ${have}${didYouMean(name, names)}`,
  )
}

/** The catalogue's entry of a strategy that a caller names; an error that lists them where unknown. */
export function namedStrategy(name: string): StrategyInfo {
  const found = CATALOGUE.find((strategy) => strategy.name === name)
  if (found) return found
  const names = CATALOGUE.map((strategy) => strategy.name)
  throw new NotFoundError(
    `strategy: ${JSON.stringify(name)} is unknown; have: ${names.join(', ')}${didYouMean(name, names)}`,
  )
}

function rankOf(strategy: string): number {
  return CATALOGUE.findIndex(({ name }) => name === strategy)
}
