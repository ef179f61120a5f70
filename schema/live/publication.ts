import type { Publications, StoredPublication } from '../../src/store/read/publications.js'
import { fromListener } from './from-listener.js'

/** The publications of one strategy, or of all, from now on, until the reader returns. */
export function publishedFrom(
  publications: Publications,
  strategy: string | null | undefined,
): Promise<AsyncIterableIterator<StoredPublication>> {
  return fromListener({
    subscribe: (listener) => publications.subscribe(listener),
    keeps: (publication) => !strategy || publication.strategy === strategy,
    overrun: 'the subscriber reads too slowly and missed publications: subscribe again',
  })
}
