import { resolve } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { toError, UnavailableError, UserError } from '../lib/errors.js'
import { type EmbeddedServer, openEmbedded } from '../postgres/embedded.js'
import { isSupported } from '../postgres/system-postgres.js'
import { speakDirectly } from './named-statements.js'
import { pgTypes } from './pg-types.js'
import type { Database } from './tables/index.js'

export interface OpenDatabaseOptions {
  /** A Postgres 15–18; without it, one of our own under `home`. */
  readonly url?: string
  readonly home: string
  readonly log?: (line: string) => void
  readonly poolSize?: number
  /** Longest a statement may take; unlimited where left out. */
  readonly statementTimeoutMs?: number
}

/** Where the database is and how it came to run. */
export interface DatabasePlace {
  readonly kind: 'url' | 'embedded' | 'system'
  readonly folder?: string
  /** As the server reports it, e.g. `17.10`. */
  readonly version: string
  readonly reused: boolean
}

export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  /** Holds the password: not for logs. */
  readonly url: string
  readonly where: DatabasePlace
  release(): Promise<void>
}

/** Opens the database and checks that it is one we work with. */
export async function openDatabase({
  url,
  home,
  log = () => {},
  ...options
}: OpenDatabaseOptions): Promise<OpenDatabase> {
  if (url !== undefined) return connect(url, options)
  const server = await openEmbedded(home)
  if (server.outside) {
    log(`the database's account cannot reach ${resolve(home)}: data in ${server.folder}`)
  }
  try {
    return await connect(server.url, options, server)
  } catch (thrown) {
    await server.release()
    throw thrown
  }
}

/** A server that does not answer is given up sooner than a pool whose connections are all busy. */
const CONNECT_TIMEOUT_MS = 10_000
const LONGEST_WAIT_MS = 30_000

/** The pool limits the wait for a free connection; the client limits the time to connect. */
class PooledClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    const given = typeof config === 'string' ? { connectionString: config } : config
    super({ ...given, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  }
}

/** A pool with our type parsers, and Kysely over it. */
export function poolFor(
  url: string,
  { poolSize = 10, statementTimeoutMs }: Partial<OpenDatabaseOptions> = {},
): { db: Kysely<Database>; pool: pg.Pool; close: () => Promise<void> } {
  const pool = new pg.Pool({
    Client: PooledClient,
    connectionString: url,
    max: poolSize,
    types: pgTypes,
    connectionTimeoutMillis: LONGEST_WAIT_MS,
    statement_timeout: statementTimeoutMs,
    application_name: 'residua',
  })
  // A broken connection is reported by the query that uses it, and replaced at the next one; an error
  // event without a listener would end the process.
  const ignore = () => {}
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  speakDirectly(db, pool)
  const close = async () => {
    await db.destroy()
    // Kysely ends only a pool that it has used.
    if (!pool.ending) await pool.end()
  }
  return { db, pool, close }
}

async function connect(
  url: string,
  options: Partial<OpenDatabaseOptions>,
  server?: EmbeddedServer,
): Promise<OpenDatabase> {
  const place = placeOf(url)
  const { db, pool, close } = poolFor(url, options)
  const release = async () => {
    await close()
    await server?.release()
  }
  try {
    const version = await supportedVersion(pool, place)
    const { kind = 'url', folder, reused = true } = server ?? {}
    return { db, pool, url, where: { kind, folder, version, reused }, release }
  } catch (thrown) {
    await close()
    throw unavailable(thrown, place)
  }
}

async function supportedVersion(pool: pg.Pool, place: string): Promise<string> {
  const { rows } = await pool.query(
    `select current_setting('server_version') as name,
      current_setting('server_version_num')::int / 10000 as major`,
  )
  const [{ name, major }] = rows
  if (isSupported(major)) return name.split(' ')[0]
  throw new UnavailableError(
    `the database at ${place} is Postgres ${name}, and we work with 15 to 18: point DATABASE_URL at one of these`,
    { retryable: false },
  )
}

/** `host:port` of a connection string; never more, as it may hold a password. */
function placeOf(url: string): string {
  try {
    const { protocol, hostname, port, searchParams } = new URL(url)
    if (!/^postgres(ql)?:$/.test(protocol)) throw new Error('not a Postgres URL')
    return `${searchParams.get('host') ?? (hostname || 'localhost')}:${port || '5432'}`
  } catch {
    throw new UserError(
      'DATABASE_URL is no Postgres URL: write postgres://user:password@host:5432/database ' +
        '(special characters of the password percent-encoded), or unset it to use our own',
    )
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start it, or correct DATABASE_URL',
  ENOTFOUND: 'the host name is unknown: correct DATABASE_URL',
  EAI_AGAIN: 'the host name cannot be looked up: check the network and DATABASE_URL',
  '28P01': 'user or password is wrong: correct DATABASE_URL',
  '28000': 'it does not admit this user: correct DATABASE_URL or its pg_hba.conf',
  '3D000': 'it has no such database: create it, or correct DATABASE_URL',
  '53300': 'it has no connection left: raise max_connections or lower the pool size',
  '57P03': 'it is starting up or shutting down: try again',
}

function unavailable(thrown: unknown, place: string): Error {
  if (thrown instanceof UnavailableError) return thrown
  const cause = toError(thrown) as Error & { code?: string }
  const remedy = REMEDIES[cause.code ?? ''] ?? 'check that it runs and that DATABASE_URL is right'
  return new UnavailableError(
    `cannot use the database at ${place}: ${cause.message || cause.code} (${remedy})`,
    { cause },
  )
}
