import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { ConnectionClient, type ConnectionOptions } from '../connection/client.js'
import { type Tls, tlsChoices, withoutTls } from '../connection/tls.js'
import { speakDirectly } from './named-statements.js'
import { pgTypes } from './pg-types.js'
import { setSessions } from './sessions.js'
import type { Database } from './tables/index.js'

export interface PoolOptions {
  readonly poolSize?: number
  /** Longest a statement may take; unlimited where left out. */
  readonly statementTimeoutMs?: number
  readonly tls?: Tls
  /** The port of an embedded server. */
  readonly locate?: () => Promise<number>
  /** Whether statements can be prepared under names. */
  readonly prepares?: boolean
  /** Undefined where nothing is in between. */
  readonly pooler?: PoolerRoute
}

/** What is known of a pooler in between. */
export interface PoolerRoute {
  /** The address without it; null where none is known. */
  readonly direct: { readonly url: string; readonly tls: Tls } | null
}

export interface DatabasePool {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  close(): Promise<void>
}

const LONGEST_WAIT_MS = 30_000

/** A pool with our type parsers, and Kysely over it; behind a pooler, with one for sessions beside it. */
export function poolFor(url: string, options: PoolOptions = {}): DatabasePool {
  const { pooler, prepares = true } = options
  const pool = createPool(url, options, timeoutsOf(options))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  speakDirectly(db, pool, { named: prepares })
  const sessions = pooler?.direct ? sessionPool(pooler.direct, options) : pool
  const own = sessions !== pool
  setSessions(pool, { pool: sessions, listens: own || !pooler, prepares: own || prepares })
  const close = async () => {
    await db.destroy()
    // Kysely ends only a pool that it has used.
    if (!pool.ending) await pool.end()
    if (own) await sessions.end()
  }
  return { db, pool, close }
}

function timeoutsOf({ pooler, statementTimeoutMs }: PoolOptions): ConnectionOptions {
  if (!pooler) return { statement_timeout: statementTimeoutMs }
  return { transactionTimeoutMs: statementTimeoutMs, ownSession: false }
}

function sessionPool(
  { url, tls }: { readonly url: string; readonly tls: Tls },
  { poolSize, statementTimeoutMs }: PoolOptions,
): pg.Pool {
  return createPool(url, { poolSize, tls }, { statement_timeout: statementTimeoutMs })
}

function createPool(
  url: string,
  { poolSize = 10, tls = tlsChoices(url)[0], locate }: PoolOptions,
  timeouts: ConnectionOptions,
): pg.Pool {
  const options: pg.PoolConfig & ConnectionOptions = {
    Client: ConnectionClient,
    connectionString: withoutTls(url),
    ssl: tls,
    max: poolSize,
    types: pgTypes,
    connectionTimeoutMillis: LONGEST_WAIT_MS,
    application_name: 'residua',
    locate,
    ...timeouts,
  }
  const pool = new pg.Pool(options)
  // A broken connection is reported by the query that uses it, and replaced at the next one; an error
  // event without a listener would end the process.
  const ignore = () => {}
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return pool
}
