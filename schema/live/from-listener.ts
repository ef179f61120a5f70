import { UnavailableError } from '../../src/lib/errors.js'

/** Values kept for a slow reader; beyond that the subscription ends with an error. */
const MOST_WAITING = 1000

export interface Source<T> {
  /** Calls the listener with every value, until the call returned ends it. */
  readonly subscribe: (listener: (value: T) => void) => Promise<() => void>
  readonly keeps?: (value: T) => boolean
  /** Message of that error. */
  readonly overrun: string
}

/** The values that a listener is called with, read one by one, until the reader returns. */
export async function fromListener<T>({
  subscribe,
  keeps = () => true,
  overrun,
}: Source<T>): Promise<AsyncIterableIterator<T>> {
  const waiting: T[] = []
  let wake: (() => void) | undefined
  let state: 'open' | 'overrun' | 'ended' = 'open'
  const leave = await subscribe((value) => {
    if (!keeps(value)) return
    if (waiting.push(value) > MOST_WAITING) end('overrun')
    wake?.()
  })

  const end = (how: 'overrun' | 'ended') => {
    state = how
    waiting.length = 0
    leave()
    wake?.()
  }
  const iterator: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      while (waiting.length === 0 && state === 'open') {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (state === 'overrun') {
        state = 'ended'
        throw new UnavailableError(overrun)
      }
      const value = waiting.shift()
      return value === undefined ? { value, done: true } : { value, done: false }
    },
    async return() {
      end('ended')
      return { value: undefined, done: true }
    },
  }
  return iterator
}
