/** An answer as it goes out. */
export interface KeptAnswer {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>> & { readonly etag: string }
  /** The name of the operation, where it has one. */
  readonly operation: string | null
}

/** Of an entry that neither its key nor its body say: headers, the map's own. */
const OVERHEAD_BYTES = 600
const BYTES_A_CHARACTER = 2

/** Answers by key, the least recently used leaving first; never more than `maximumBytes` of them. */
export class ResponseCache {
  readonly #answers = new Map<string, KeptAnswer>()
  readonly #maximumBytes: number
  #generation = -1
  #bytes = 0

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes
  }

  /** Drops everything that was kept of another generation of the data. */
  enter(generation: number): void {
    if (generation === this.#generation) return
    this.#generation = generation
    this.#answers.clear()
    this.#bytes = 0
  }

  find(key: string): KeptAnswer | undefined {
    const answer = this.#answers.get(key)
    if (answer === undefined) return undefined
    // Set anew, so that the map's first entry is the one not asked for longest.
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    return answer
  }

  /** Keeps an answer computed in `generation`, unless that is over or the answer is large. */
  keep(key: string, answer: KeptAnswer, generation: number): void {
    const bytes = sizeOf(key, answer)
    if (generation !== this.#generation || bytes > this.#maximumBytes / 8) return
    this.#drop(key)
    this.#answers.set(key, answer)
    this.#bytes += bytes
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.#maximumBytes) break
      this.#drop(oldest)
    }
  }

  stats() {
    return { answers: this.#answers.size, bytes: this.#bytes }
  }

  #drop(key: string): void {
    const answer = this.#answers.get(key)
    if (answer === undefined) return
    this.#answers.delete(key)
    this.#bytes -= sizeOf(key, answer)
  }
}

function sizeOf(key: string, { body }: KeptAnswer): number {
  return body.byteLength + BYTES_A_CHARACTER * key.length + OVERHEAD_BYTES
}
