import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/**
 * Frees what nothing refers to any more. V8 does not count shared memory, so that arrays of gigabytes may
 * otherwise stay until something else causes a collection. Some ten milliseconds.
 */
export function freeUnreferenced(): void {
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
