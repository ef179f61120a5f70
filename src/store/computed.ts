import { LRUCache } from 'lru-cache'

/** A value that was computed from stored versions, or is being computed. */
interface Computed {
  readonly value: Promise<unknown>
  /** About what it takes. */
  readonly bytes: number
}

/** Computed values by what they are of: versions, ranges, costs, lags. */
export interface ComputedMemory {
  get(key: string): Computed | undefined
  set(key: string, computed: Computed): unknown
  delete(key: string): unknown
}

const MOST_BYTES = 64 * 1024 * 1024
const OVERHEAD_BYTES = 200

/** The least recently used values are evicted beyond 64 MB. */
export function computedMemory(): ComputedMemory {
  return new LRUCache<string, Computed>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ bytes }) => bytes + OVERHEAD_BYTES,
  })
}
