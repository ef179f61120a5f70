import { LRUCache } from 'lru-cache'

/** An answer as it is sent. */
export interface CachedAnswer {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>> & { readonly etag: string }
  /** The name of the operation, where it has one. */
  readonly operation: string | null
}

/** Of an entry beside its key and body: headers and the cache's own bookkeeping. */
const OVERHEAD_BYTES = 600
const BYTES_A_CHARACTER = 2
/** An answer may take this part of the cache; a larger one would evict too many others. */
const LARGEST_SHARE = 1 / 8

/** Answers by key, of one generation of the data; the least recently used are evicted beyond `maximumBytes`. */
export class ResponseCache {
  readonly #answers: LRUCache<string, CachedAnswer>
  #generation = -1

  constructor(maximumBytes: number) {
    this.#answers = new LRUCache({
      maxSize: maximumBytes,
      maxEntrySize: Math.floor(maximumBytes * LARGEST_SHARE),
      sizeCalculation: ({ body }, key) =>
        body.byteLength + BYTES_A_CHARACTER * key.length + OVERHEAD_BYTES,
    })
  }

  /** Drops the answers of every other generation of the data. */
  enter(generation: number): void {
    if (generation === this.#generation) return
    this.#generation = generation
    this.#answers.clear()
  }

  find(key: string): CachedAnswer | undefined {
    return this.#answers.get(key)
  }

  /** Keeps an answer computed in `generation`, unless that is over or the answer is too large. */
  keep(key: string, answer: CachedAnswer, generation: number): void {
    if (generation === this.#generation) this.#answers.set(key, answer)
  }

  stats() {
    return { answers: this.#answers.size, bytes: this.#answers.calculatedSize }
  }
}
