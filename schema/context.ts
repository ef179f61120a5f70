import type { Catalogue } from '../src/store/catalogue.js'
import { createLoaders, type Db, type Loaders } from './loaders.js'

/** What resolvers see; one a request. */
export interface Context {
  readonly loaders: Loaders
}

export function createRequestContext(db: Db, catalogue?: Promise<Catalogue>): Context {
  return { loaders: createLoaders(db, catalogue) }
}
