import { AbortedError } from '../../lib/errors.js'

export interface AdmissionOptions {
  /** What all that is admitted may weigh together. */
  readonly capacity: number
  /** What that of one caller may weigh; unlimited where left out. */
  readonly perCaller?: number
  /** How many requests of one caller may wait; the next one is refused. */
  readonly waitingPerCaller?: number
  /** How long a request may wait; it is refused then. */
  readonly waitMs?: number
  /** The error of a request that is refused. */
  readonly refusal: (caller: string) => Error
}

export interface Entrant {
  readonly caller: string
  readonly weight?: number
  /** Ends the wait of a request whose client has disconnected. */
  readonly signal?: AbortSignal
}

/** Ends what was admitted; calling it again does nothing. */
export type Leave = () => void

interface Waiting {
  readonly caller: string
  readonly weight: number
  admit(): void
}

/**
 * Admits requests while they weigh no more than `capacity` together and `perCaller` of one caller. Others
 * wait in the order they came, save that a caller at its own limit holds up nobody else. One that is
 * heavier than a limit is admitted alone.
 */
export class Admission {
  readonly #options: AdmissionOptions
  readonly #queue = new Set<Waiting>()
  readonly #byCaller = new Map<string, number>()
  #weight = 0

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /** Requests that wait, and the weight of those admitted. */
  stats() {
    return { waiting: this.#queue.size, weight: this.#weight }
  }

  async enter({ caller, weight = 1, signal }: Entrant): Promise<Leave> {
    if (signal?.aborted) throw new AbortedError(GONE)
    if (this.#queue.size === 0 && this.#fits(caller, weight)) this.#take(caller, weight)
    else await this.#wait(caller, weight, signal)
    let left = false
    return () => {
      if (left) return
      left = true
      this.#take(caller, -weight)
      this.#admitWaiting()
    }
  }

  /** Resolves once admitted: its weight is taken then. */
  #wait(caller: string, weight: number, signal: AbortSignal | undefined): Promise<void> {
    const { waitMs, refusal } = this.#options
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const end = (settle: () => void) => {
        this.#queue.delete(entry)
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        settle()
      }
      const refuse = () => end(() => reject(refusal(caller)))
      const abort = () => end(() => reject(new AbortedError(GONE)))
      const entry: Waiting = { caller, weight, admit: () => end(resolve) }
      this.#queue.add(entry)
      this.#admitWaiting()
      if (!this.#queue.has(entry)) return
      if (this.#isQueueLong(caller)) refuse()
      else if (waitMs !== undefined) timer = setTimeout(refuse, waitMs)
      signal?.addEventListener('abort', abort)
    })
  }

  #isQueueLong(caller: string): boolean {
    const { waitingPerCaller = Number.POSITIVE_INFINITY } = this.#options
    let own = 0
    for (const entry of this.#queue) if (entry.caller === caller) own++
    return own > waitingPerCaller
  }

  #admitWaiting(): void {
    for (const entry of this.#queue) {
      if (this.#isFull(entry.weight)) return
      if (!this.#fits(entry.caller, entry.weight)) continue
      this.#take(entry.caller, entry.weight)
      entry.admit()
    }
  }

  #fits(caller: string, weight: number): boolean {
    const { perCaller = Number.POSITIVE_INFINITY } = this.#options
    const own = this.#byCaller.get(caller) ?? 0
    return !this.#isFull(weight) && (own === 0 || own + weight <= perCaller)
  }

  #isFull(weight: number): boolean {
    return this.#weight > 0 && this.#weight + weight > this.#options.capacity
  }

  #take(caller: string, weight: number): void {
    this.#weight += weight
    const own = (this.#byCaller.get(caller) ?? 0) + weight
    if (own > 0) this.#byCaller.set(caller, own)
    else this.#byCaller.delete(caller)
  }
}

const GONE = 'the client has disconnected'
