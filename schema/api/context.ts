import type { JobFollower } from '../../src/store/jobs/follow.js'
import type { Publications } from '../../src/store/read/publications.js'
import type { Catalogue } from '../../src/store/read/snapshot.js'
import { createLoaders, type Db, type Loaders } from './loaders.js'

/** What resolvers see; one a request. */
export interface Context {
  readonly loaders: Loaders
  /** Of a subscription alone. */
  readonly publications?: Publications
  readonly jobs?: JobFollower
  /** Says that the answer holds for this moment alone, and is not to be kept. */
  readonly ofThisMoment: () => void
  /** Told the name of the operation that answers, once the document is read; null where it has none. */
  readonly onOperation: (name: string | null) => void
}

export function createRequestContext(
  db: Db,
  catalogue?: Promise<Catalogue>,
  {
    ofThisMoment = () => {},
    onOperation = () => {},
  }: Partial<Pick<Context, 'ofThisMoment' | 'onOperation'>> = {},
): Context {
  return { loaders: createLoaders(db, catalogue), ofThisMoment, onOperation }
}
