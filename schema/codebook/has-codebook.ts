import { CATALOGUE } from '../../src/catalogue.js'
import { UserError } from '../../src/lib/errors.js'
import type { StoredSplit } from '../../src/store/read/splits.js'

/** An error where the strategy of a split learns no codebook: an empty answer would read as no data yet. */
export function assertHasCodebook({ strategy }: StoredSplit): void {
  const info = CATALOGUE.find(({ name }) => name === strategy)
  if (info && !info.has.codebook) throw new UserError(`strategy: ${strategy} has no codebook`)
}
