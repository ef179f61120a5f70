import type pg from 'pg'
import { ConnectionClient } from '../connection/client.js'

/**
 * Sessions that are ours alone, for what a pooler would not keep from one transaction to the next: locks
 * of a session, LISTEN, and the queue.
 */
export interface Sessions {
  readonly pool: pg.Pool
  /** Whether LISTEN lasts; if not, changes are polled for. */
  readonly listens: boolean
  /** Whether statements can be prepared under names. */
  readonly prepares: boolean
}

const sessions = new WeakMap<pg.Pool, Sessions>()

export function setSessions(pool: pg.Pool, of: Sessions): void {
  sessions.set(pool, of)
}

/** The sessions that belong to a pool: its own where nothing is in between. */
export function sessionsOf(pool: pg.Pool): Sessions {
  return sessions.get(pool) ?? { pool, listens: true, prepares: true }
}

/** A connection beside the pool, made as the pool's are. */
export function sessionBeside(pool: pg.Pool, options: pg.ClientConfig): pg.Client {
  return new ConnectionClient({ ...pool.options, ...options })
}
