import type { JobFollower } from '../../src/store/jobs/follow.js'
import type { Publications } from '../../src/store/read/publications.js'
import type { Snapshot } from '../../src/store/read/snapshot.js'
import { createLoaders, type Db, type Loaders } from './loaders.js'

/** The context of resolvers, one per request. */
export interface Context {
  readonly loaders: Loaders
  /** Who sends the request. */
  readonly caller: string
  /** Aborts when the caller disconnects. */
  readonly signal?: AbortSignal
  /** Set for subscriptions only. */
  readonly publications?: Publications
  readonly jobs?: JobFollower
  /** Marks the answer as one that no cache may keep. */
  readonly ofThisMoment: () => void
  /** Receives the name of the operation, once the document is parsed; null where it has none. */
  readonly onOperation: (name: string | null) => void
}

export function createRequestContext(
  db: Db,
  snapshot?: Promise<Snapshot>,
  {
    ofThisMoment = () => {},
    onOperation = () => {},
    caller = '',
    signal,
  }: Partial<Pick<Context, 'ofThisMoment' | 'onOperation' | 'caller' | 'signal'>> = {},
): Context {
  return { loaders: createLoaders(db, snapshot), ofThisMoment, onOperation, caller, signal }
}
