import pg from 'pg'
import { toError } from '../../lib/errors.js'

export interface ChangesOptions {
  readonly log?: (line: string, error: Error) => void
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

/**
 * Listens on a connection of its own, made as the pool's are. Everything known before a connection
 * was (re)made counts as changed; a connection that does not answer a heartbeat is closed.
 */
export function watchChanges(pool: pg.Pool, options: ChangesOptions = {}): Changes {
  const watch = new ChangeWatch(pool, options)
  void watch.connect()
  return watch
}

class ChangeWatch implements Changes {
  readonly #listeners = new Set<() => void>()
  readonly #log: NonNullable<ChangesOptions['log']>
  readonly #heartbeatMs: number
  #generation = 0
  #listening = false
  #released = false
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #retryMs = FIRST_RETRY_MS

  constructor(
    readonly pool: pg.Pool,
    { log = () => {}, heartbeatMs = HEARTBEAT_MS }: ChangesOptions,
  ) {
    this.#log = log
    this.#heartbeatMs = heartbeatMs
  }

  generation(): number | null {
    return this.#listening ? this.#generation : null
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async release(): Promise<void> {
    this.#released = true
    this.#listening = false
    clearTimeout(this.#timer)
    const open = this.#client
    this.#client = undefined
    await open?.end().catch(() => {})
  }

  async connect(): Promise<void> {
    const client = new pg.Client({
      ...this.pool.options,
      query_timeout: this.#heartbeatMs,
      keepAlive: true,
    })
    this.#client = client
    client.on('error', (error) => this.#lose(client, error))
    client.on('end', () => this.#lose(client, new Error('the connection ended')))
    client.on('notification', () => this.#changed())
    try {
      await client.connect()
      await client.query('listen changed')
      const version = await versionOf(client)
      if (this.#client !== client) return
      this.#listening = true
      this.#changed()
      this.#retryMs = FIRST_RETRY_MS
      this.#later(() => void this.#beat(client, version), this.#heartbeatMs)
    } catch (thrown) {
      this.#lose(client, toError(thrown))
    }
  }

  /** Compares the version with the one of the last heartbeat: a pooler in between may drop notices. */
  async #beat(client: pg.Client, version: string): Promise<void> {
    try {
      const generation = this.#generation
      const now = await versionOf(client)
      if (now !== version && this.#generation === generation) this.#changed()
      this.#later(() => void this.#beat(client, now), this.#heartbeatMs)
    } catch (thrown) {
      this.#lose(client, toError(thrown))
    }
  }

  #changed(): void {
    this.#generation++
    for (const listener of this.#listeners) listener()
  }

  #lose(client: pg.Client, error: Error): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#listening = false
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

async function versionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query('select version::text as version from data_version')
  return rows[0].version
}
