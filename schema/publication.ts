import { UnavailableError } from '../src/lib/errors.js'
import type { Publications, StoredPublication } from '../src/store/publications.js'

/** Publications that wait for a reader who does not come; after that it must begin anew. */
const MOST_WAITING = 1000

/** The publications of one strategy, or of all, from now on, as long as they are read. */
export async function publishedFrom(
  publications: Publications,
  strategy: string | null | undefined,
): Promise<AsyncIterableIterator<StoredPublication>> {
  const waiting: StoredPublication[] = []
  let wake: (() => void) | undefined
  let state: 'open' | 'overrun' | 'ended' = 'open'
  const leave = await publications.subscribe((publication) => {
    if (strategy && publication.strategy !== strategy) return
    if (waiting.push(publication) > MOST_WAITING) end('overrun')
    wake?.()
  })

  const end = (how: 'overrun' | 'ended') => {
    state = how
    waiting.length = 0
    leave()
    wake?.()
  }
  const iterator: AsyncIterableIterator<StoredPublication> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      while (waiting.length === 0 && state === 'open') {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (state === 'overrun') {
        state = 'ended'
        throw new UnavailableError('more was published than was read: subscribe again')
      }
      const value = waiting.shift()
      return value ? { value, done: false } : { value: undefined, done: true }
    },
    async return() {
      end('ended')
      return { value: undefined, done: true }
    },
  }
  return iterator
}
