import type { Catalogue } from '../src/store/catalogue.js'
import type { Publications } from '../src/store/publications.js'
import { createLoaders, type Db, type Loaders } from './loaders.js'

/** What resolvers see; one a request. */
export interface Context {
  readonly loaders: Loaders
  /** Of a subscription alone. */
  readonly publications?: Publications
}

export function createRequestContext(db: Db, catalogue?: Promise<Catalogue>): Context {
  return { loaders: createLoaders(db, catalogue) }
}
