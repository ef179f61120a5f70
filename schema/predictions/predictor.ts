import { CATALOGUE } from '../../src/catalogue.js'
import { UserError } from '../../src/lib/errors.js'
import type { StoredSplit } from '../../src/store/read/splits.js'

/** An error where the strategy of a split predicts nothing: an empty answer would read as no data yet. */
export function assertPredicts({ strategy }: StoredSplit): void {
  const info = CATALOGUE.find(({ name }) => name === strategy)
  if (info && !info.has.predictions) throw new UserError(`strategy: ${strategy} has no predictions`)
}
