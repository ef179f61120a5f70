import { yearOf } from '../lib/dates.js'
import type { PublishedVersion, StoredSplit } from '../store/read/splits.js'
import type { PerformanceReads } from './reads.js'

/** A split that has been published. */
export type PublishedSplit = StoredSplit & { readonly current: PublishedVersion }

export function isPublished(split: StoredSplit): split is PublishedSplit {
  return split.current !== null
}

/**
 * Whether a split trades on from the last book of `before`: that one's test range ends in the year
 * before, and is published to its end. Otherwise the split's book begins flat.
 */
export function follows(
  split: StoredSplit,
  before: StoredSplit | null | undefined,
): before is PublishedSplit {
  if (!before || !isPublished(before)) return false
  const adjoins = yearOf(before.testTo) + 1 === yearOf(split.testFrom)
  return adjoins && before.current.scoredTo === before.testTo
}

/** The split whose last book a split trades on from; null where its book begins flat. */
export async function predecessorOf(
  split: StoredSplit,
  reads: PerformanceReads,
): Promise<PublishedSplit | null> {
  const siblings = await reads.splitsOfRun.load(split.runId)
  const sibling = siblings[siblings.findIndex(({ id }) => id === split.id) - 1]
  const before = sibling && (await asOf(sibling, split.asOf, reads))
  return follows(split, before) ? before : null
}

/** A split as it stood at an instant, or now; null where it was not published then. */
async function asOf(
  split: StoredSplit,
  instant: Date | undefined,
  reads: PerformanceReads,
): Promise<StoredSplit | null> {
  return instant ? reads.splitsAsOf(instant.toISOString()).load(split.id) : split
}

/** Names what is computed of a version and of those that its split trades on from, at any time. */
export async function chainKey(split: PublishedSplit, reads: PerformanceReads): Promise<string> {
  const siblings = await reads.splitsOfRun.load(split.runId)
  const upTo = siblings.slice(0, siblings.findIndex(({ id }) => id === split.id) + 1)
  const versions = upTo.map(({ id, current }) => `${id}:${current?.id ?? ''}`)
  return `${versionKey(split)} ${versions.join()}`
}

/** Names what is computed of a version: an instant in the past shows other splits before it. */
export function versionKey({ current, asOf }: PublishedSplit): string {
  return `${current.id} ${asOf?.toISOString() ?? ''}`
}
