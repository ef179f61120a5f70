import type { SplitSource } from '../results.js'

/** Whether two lists name the same arrays; versions that differ in dates or accounts alone share them. */
export function sameSources(
  one: readonly SplitSource[] = [],
  other: readonly SplitSource[] = [],
): boolean {
  const textOf = (sources: readonly SplitSource[]) =>
    sources.map(({ runId, split, contentId }) => `${runId} ${split} ${contentId}`).join()
  return textOf(one) === textOf(other)
}

/** How many runs a split was made of. */
export function componentCount(sources: readonly SplitSource[] = []): number {
  return new Set(sources.map(({ runId }) => runId)).size
}
