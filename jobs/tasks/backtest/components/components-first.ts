import { strategyInfo } from '../../../../src/catalogue.js'
import type { StoredRun } from '../../../../src/store/read/runs.js'

/** Runs in the order in which they are computed: a blend needs the books of its components, so it comes last. */
export function componentsFirst(runs: readonly StoredRun[]): StoredRun[] {
  return [...runs.filter((run) => !isBlend(run)), ...runs.filter(isBlend)]
}

function isBlend({ strategy }: Pick<StoredRun, 'strategy'>): boolean {
  return strategyInfo(strategy).has.components
}
