import { yearOf } from '../src/lib/dates.js'
import type { StoredSplit } from '../src/store/splits.js'
import type { Loaders } from './loaders.js'

/** A split that has been published. */
export type PublishedSplit = StoredSplit & { readonly current: NonNullable<StoredSplit['current']> }

export function isPublished(split: StoredSplit): split is PublishedSplit {
  return split.current !== null
}

/** The published split that ends where this one begins; null where its book began flat. */
export async function predecessorOf(
  split: StoredSplit,
  loaders: Loaders,
): Promise<PublishedSplit | null> {
  const siblings = await loaders.splitsOfRun.load(split.runId)
  const before = siblings[siblings.findIndex(({ id }) => id === split.id) - 1]
  if (!before || yearOf(before.testTo) + 1 !== yearOf(split.testFrom)) return null
  return isPublished(before) ? before : null
}
