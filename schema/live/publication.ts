import type { Publications, StoredPublication } from '../../src/store/read/publications.js'
import { fromListener } from './from-listener.js'

/** The publications of one strategy, or of all, from now on, as long as they are read. */
export function publishedFrom(
  publications: Publications,
  strategy: string | null | undefined,
): Promise<AsyncIterableIterator<StoredPublication>> {
  return fromListener({
    subscribe: (listener) => publications.subscribe(listener),
    keeps: (publication) => !strategy || publication.strategy === strategy,
    overrun: 'more was published than was read: subscribe again',
  })
}
