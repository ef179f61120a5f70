import type pg from 'pg'
import { toError } from '../../lib/errors.js'
import { sessionBeside, sessionsOf } from '../sessions.js'
import { type DataState, dataState, isReplica } from './data-state.js'

export interface ChangesOptions {
  readonly log?: (line: string, error: Error) => void
  /** Called with what is no trouble: how changes are noticed where the database does not notify. */
  readonly note?: (line: string) => void
  /** How often the connection is checked, and the data version compared with the one read before. */
  readonly heartbeatMs?: number
}

/** Whether what is served has changed, as the database reports it. */
export interface Changes {
  /** Grows with every committed change; null while changes would not be noticed. */
  generation(): number | null
  /**
   * Calls `listener` each time the generation grows, which it does as well when changes may have been
   * missed; the function returned ends that.
   */
  onChange(listener: () => void): () => void
  release(): Promise<void>
}

const HEARTBEAT_MS = 5000
const FIRST_RETRY_MS = 100
/** Of a database that does not notify. */
const POLL_MS = 250
/** A poll that began longer ago does not vouch for what is cached. */
const POLL_HOLDS_MS = 700

/**
 * Listens on a connection of its own, made as the pool's are. Everything known before a connection
 * was (re)made counts as changed; a connection that does not answer a heartbeat is closed. A streaming
 * replica and a session behind a pooler do not notify: there a poll of the data version takes the place
 * of the notices.
 */
export function watchChanges(pool: pg.Pool, options: ChangesOptions = {}): Changes {
  const watch = new ChangeWatch(pool, options)
  void watch.connect()
  return watch
}

/** How a connection notices changes. */
type Mode = 'listening' | 'polling'

class ChangeWatch implements Changes {
  readonly #listeners = new Set<() => void>()
  readonly #log: NonNullable<ChangesOptions['log']>
  readonly #note: NonNullable<ChangesOptions['note']>
  readonly #heartbeatMs: number
  #generation = 0
  #mode: Mode | undefined
  #noted: Mode = 'listening'
  /** When the last poll that was answered began. */
  #polledAt = 0
  #released = false
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #retryMs = FIRST_RETRY_MS

  constructor(
    readonly pool: pg.Pool,
    { log = () => {}, note = () => {}, heartbeatMs = HEARTBEAT_MS }: ChangesOptions,
  ) {
    this.#log = log
    this.#note = note
    this.#heartbeatMs = heartbeatMs
  }

  generation(): number | null {
    if (this.#mode === undefined) return null
    const holds = this.#mode === 'listening' || performance.now() - this.#polledAt < POLL_HOLDS_MS
    return holds ? this.#generation : null
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async release(): Promise<void> {
    this.#released = true
    this.#mode = undefined
    clearTimeout(this.#timer)
    const open = this.#client
    this.#client = undefined
    await open?.end().catch(() => {})
  }

  async connect(): Promise<void> {
    const { pool, listens } = sessionsOf(this.pool)
    const client = sessionBeside(pool, { query_timeout: this.#heartbeatMs, keepAlive: true })
    this.#client = client
    client.on('error', (error) => this.#lose(client, error))
    client.on('end', () => this.#lose(client, new Error('the connection ended')))
    client.on('notification', () => this.#changed())
    try {
      await client.connect()
      const listening = listens && !(await isReplica(client))
      if (listening) await client.query('listen changed')
      this.#polledAt = performance.now()
      const state = await dataState(client)
      if (this.#client !== client) return
      this.#begin(listening ? 'listening' : 'polling', listens)
      this.#retryMs = FIRST_RETRY_MS
      this.#beatLater(client, state)
    } catch (thrown) {
      this.#lose(client, toError(thrown))
    }
  }

  #begin(mode: Mode, replica: boolean): void {
    this.#mode = mode
    this.#changed()
    if (this.#noted === mode) return
    this.#noted = mode
    const place = replica ? 'on a streaming replica' : 'behind a pooler without DATABASE_DIRECT_URL'
    this.#note(
      mode === 'listening'
        ? 'the database notifies of changes: it is no replica any more'
        : `the data version is polled every ${POLL_MS} ms: ${place} the database does not notify`,
    )
  }

  /** Compares the state with the one before: a pooler in between may drop notices. */
  async #beat(client: pg.Client, before: DataState): Promise<void> {
    try {
      const generation = this.#generation
      const began = performance.now()
      const state = await dataState(client)
      if (this.#client !== client) return
      this.#polledAt = began
      if (state.key !== before.key && this.#generation === generation) this.#changed()
      if (before.replica && !state.replica) throw new Error('the replica was promoted')
      this.#beatLater(client, state)
    } catch (thrown) {
      this.#lose(client, toError(thrown))
    }
  }

  #beatLater(client: pg.Client, state: DataState): void {
    const ms = this.#mode === 'polling' ? POLL_MS : this.#heartbeatMs
    this.#later(() => void this.#beat(client, state), ms)
  }

  #changed(): void {
    this.#generation++
    for (const listener of this.#listeners) listener()
  }

  #lose(client: pg.Client, error: Error): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#mode = undefined
    client.end().catch(() => {})
    if (this.#released) return
    this.#log(`changes are not noticed, and answers not cached meanwhile (${error.message})`, error)
    this.#later(() => void this.connect(), this.#retryMs)
    this.#retryMs = Math.min(2 * this.#retryMs, this.#heartbeatMs)
  }

  #later(work: () => void, ms: number): void {
    clearTimeout(this.#timer)
    if (this.#released) return
    this.#timer = setTimeout(work, ms)
    this.#timer.unref()
  }
}
