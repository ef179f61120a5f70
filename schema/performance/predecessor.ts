import { yearOf } from '../../src/lib/dates.js'
import type { StoredSplit } from '../../src/store/splits.js'
import type { Loaders } from '../api/loaders.js'

/** A split that has been published. */
export type PublishedSplit = StoredSplit & { readonly current: NonNullable<StoredSplit['current']> }

export function isPublished(split: StoredSplit): split is PublishedSplit {
  return split.current !== null
}

/** The split scored to the end of its range where this one's begins; null: the book began flat. */
export async function predecessorOf(
  split: StoredSplit,
  loaders: Loaders,
): Promise<PublishedSplit | null> {
  const siblings = await loaders.splitsOfRun.load(split.runId)
  const sibling = siblings[siblings.findIndex(({ id }) => id === split.id) - 1]
  const before = sibling && (await asOf(sibling, split.asOf, loaders))
  if (!before || !isPublished(before)) return null
  const adjoins = yearOf(before.testTo) + 1 === yearOf(split.testFrom)
  return adjoins && before.current.scoredTo === before.testTo ? before : null
}

/** A split as it stood at an instant, or now; null where it was not published then. */
export async function asOf(
  split: StoredSplit,
  instant: Date | undefined,
  loaders: Loaders,
): Promise<StoredSplit | null> {
  return instant ? loaders.splitsAsOf(instant.toISOString()).load(split.id) : split
}
