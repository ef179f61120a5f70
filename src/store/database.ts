import { resolve } from 'node:path'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import { addressOf, placeOf, withCredentials } from '../connection/address.js'
import { type Probe, probe } from '../connection/probe.js'
import { UnavailableError, UserError } from '../lib/errors.js'
import { type EmbeddedServer, openEmbedded } from '../postgres/embedded.js'
import { isSupported } from '../postgres/system-postgres.js'
import { type PoolerRoute, type PoolOptions, poolFor } from './pool.js'
import type { Database } from './tables/index.js'
import { unavailable } from './unavailable.js'

export { poolFor } from './pool.js'

export interface OpenDatabaseOptions extends Pick<PoolOptions, 'poolSize' | 'statementTimeoutMs'> {
  /** A Postgres 15–18; without it, one of our own under `home`. */
  readonly url?: string
  /** The same database without the pooler that `url` goes through. */
  readonly directUrl?: string | null
  /** Whether statements are prepared under names; `auto`: where a pooler in between keeps them. */
  readonly preparedStatements?: 'auto' | 'on' | 'off'
  readonly home: string
  readonly log?: (line: string) => void
}

/** Where the database is and how it came to run. */
export interface DatabasePlace {
  readonly kind: 'url' | 'embedded' | 'system'
  readonly folder?: string
  /** As the server reports it, e.g. `17.10`. */
  readonly version: string
  readonly reused: boolean
  readonly replica: boolean
  readonly tls: 'none' | 'unverified' | 'verified'
  /** Null where nothing is known to be in between. */
  readonly pooler: {
    readonly preparedStatements: boolean
    /** Whether sessions are opened at DATABASE_DIRECT_URL. */
    readonly direct: boolean
  } | null
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
    return await connect(server.url, { ...options, directUrl: null }, server)
  } catch (thrown) {
    await server.release()
    throw thrown
  }
}

type ConnectOptions = Omit<OpenDatabaseOptions, 'url' | 'home' | 'log'>

async function connect(
  address: string,
  options: ConnectOptions,
  server?: EmbeddedServer,
): Promise<OpenDatabase> {
  const url = addressOf(address)
  const locate = server?.locate
  const found = await probed(url, locate)
  const pooler = await poolerRoute(url, found, options)
  const prepares = canPrepare(found, options)
  const { poolSize, statementTimeoutMs } = options
  const shared = { poolSize, statementTimeoutMs, locate, tls: found.tls }
  const { db, pool, close } = poolFor(url, { ...shared, prepares, pooler })
  const release = async () => {
    await close()
    await server?.release()
  }
  try {
    await pool.query('select') // with all its settings: a pooler that hides itself may refuse one
  } catch (thrown) {
    await close()
    throw unavailable(thrown, placeOf(url))
  }
  return { db, pool, url, where: placeFound(found, { prepares, pooler, server }), release }
}

async function probed(url: string, locate?: PoolOptions['locate']): Promise<Probe> {
  const place = placeOf(url)
  const found = await probe(url, locate).catch((thrown: unknown) => {
    throw unavailable(thrown, place)
  })
  if (isSupported(found.major)) return found
  throw new UnavailableError(
    `the database at ${place} is Postgres ${found.version}, and we work with 15 to 18: point DATABASE_URL at one of these`,
    { retryable: false },
  )
}

function canPrepare({ pooler }: Probe, { preparedStatements = 'auto' }: ConnectOptions): boolean {
  if (preparedStatements !== 'auto') return preparedStatements === 'on'
  return pooler?.keepsStatements ?? true
}

/** A pooler as found, or as an address without it says; undefined where there is none. */
async function poolerRoute(
  url: string,
  { pooler, identity }: Probe,
  { directUrl }: ConnectOptions,
): Promise<PoolerRoute | undefined> {
  if (!directUrl) return pooler ? { direct: null } : undefined
  const direct = addressOf(withCredentials(directUrl, url))
  const found = await probed(direct)
  if (found.pooler) {
    throw new UserError(
      'DATABASE_DIRECT_URL goes through a pooler: write the address of the server',
    )
  }
  if (found.identity === identity) return { direct: { url: direct, tls: found.tls } }
  throw new UnavailableError(
    `DATABASE_DIRECT_URL reaches ${found.identity}, and the pooler reaches ${identity}: ` +
      'write an address of the same server',
  )
}

interface Route {
  readonly prepares: boolean
  readonly pooler: PoolerRoute | undefined
  readonly server: EmbeddedServer | undefined
}

function placeFound(
  { version, replica, tls }: Probe,
  { prepares, pooler, server }: Route,
): DatabasePlace {
  const { kind = 'url', folder, reused = true } = server ?? {}
  return {
    kind,
    folder,
    version: version.split(' ')[0] ?? version,
    reused,
    replica,
    tls: tlsState(tls),
    pooler: pooler ? { preparedStatements: prepares, direct: pooler.direct !== null } : null,
  }
}

function tlsState(tls: Probe['tls']): DatabasePlace['tls'] {
  if (tls === false) return 'none'
  return tls.rejectUnauthorized === false ? 'unverified' : 'verified'
}
