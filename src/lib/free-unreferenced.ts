import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/** A collection takes some ten milliseconds, and longer where there are many objects. */
const WORTHWHILE_BYTES = 256 * 2 ** 20

/**
 * Frees what nothing refers to any more, where that is about `bytes` and worth it. V8 does not count shared
 * memory, so that arrays of gigabytes may otherwise stay until something else causes a collection.
 */
export function freeUnreferenced(bytes: number): void {
  if (bytes < WORTHWHILE_BYTES) return
  collect ??= collector()
  collect()
}

/** V8's collection, which Node has behind a flag alone; contexts made after the flag is set have it. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  setFlagsFromString('--no-expose-gc')
  return gc
}
