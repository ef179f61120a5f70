import pg from 'pg'
import { toError } from '../../lib/errors.js'

export interface ChangesOptions {
  readonly log?: (line: string, error: Error) => void
  /** How often the connection is tried, and the version compared with what we were told. */
  readonly heartbeatMs?: number
}

/** Whether what is served has changed, told by the database itself. */
export interface Changes {
  /** Grows with every change anyone commits; null while we would not hear of one. */
  generation(): number | null
  /** Calls `listener` at every growth, so also when changes may have been missed; ends with the call returned. */
  onChange(listener: () => void): () => void
  release(): Promise<void>
}

const HEARTBEAT_MS = 5000
const FIRST_RETRY_MS = 100

/**
 * Listens on a connection of its own, made as the pool's are. Everything known before a connection
 * was (re)made counts as changed; a connection that does not answer a heartbeat is given up.
 */
export function watchChanges(
  pool: pg.Pool,
  { log = () => {}, heartbeatMs = HEARTBEAT_MS }: ChangesOptions = {},
): Changes {
  let generation = 0
  const listeners = new Set<() => void>()
  let listening = false
  let released = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let retryMs = FIRST_RETRY_MS

  const changed = () => {
    generation++
    for (const listener of listeners) listener()
  }

  const later = (work: () => void, ms: number) => {
    clearTimeout(timer)
    if (released) return
    timer = setTimeout(work, ms)
    timer.unref()
  }

  const connect = async () => {
    const mine = new pg.Client({ ...pool.options, query_timeout: heartbeatMs, keepAlive: true })
    client = mine
    const lost = (error: Error) => {
      if (client !== mine) return
      client = undefined
      listening = false
      mine.end().catch(() => {})
      if (released) return
      log(`changes are not heard of: answers are not kept meanwhile (${error.message})`, error)
      later(() => void connect(), retryMs)
      retryMs = Math.min(2 * retryMs, heartbeatMs)
    }
    mine.on('error', lost)
    mine.on('end', () => lost(new Error('the connection ended')))
    mine.on('notification', changed)
    try {
      await mine.connect()
      await mine.query('listen changed')
      let version = await versionOf(mine)
      if (client !== mine) return
      listening = true
      changed()
      retryMs = FIRST_RETRY_MS
      const beat = async () => {
        try {
          const heard = generation
          const now = await versionOf(mine)
          // A pooler in between may swallow notices.
          if (now !== version && generation === heard) changed()
          version = now
          later(() => void beat(), heartbeatMs)
        } catch (thrown) {
          lost(toError(thrown))
        }
      }
      later(() => void beat(), heartbeatMs)
    } catch (thrown) {
      lost(toError(thrown))
    }
  }

  void connect()
  return {
    generation: () => (listening ? generation : null),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async release() {
      released = true
      listening = false
      clearTimeout(timer)
      const open = client
      client = undefined
      await open?.end().catch(() => {})
    },
  }
}

async function versionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query('select version::text as version from data_version')
  return rows[0].version
}
