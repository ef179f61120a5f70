import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { toError, UserError } from '../lib/errors.js'
import { ConnectionClient, type ConnectionOptions } from './client.js'
import { type Tls, tlsChoices, withoutTls } from './tls.js'

/** What answers at an address. */
export interface Probe {
  /** As the server reports it, e.g. `17.10 (Debian …)`. */
  readonly version: string
  readonly major: number
  /** Whether it is a streaming replica. */
  readonly replica: boolean
  readonly tls: Tls
  /** Null where sessions are ours: nothing is in between, or something that keeps them apart. */
  readonly pooler: Pooler | null
  /** Tells servers apart: the name of the database and when the server was started. */
  readonly identity: string
}

interface Pooler {
  /** Whether it gives each connection its own prepared statements, as PgBouncer does from 1.21 on. */
  readonly keepsStatements: boolean
}

/** Connects once, encrypted as the address says, and looks at what answers. */
export async function probe(address: string, locate?: ConnectionOptions['locate']): Promise<Probe> {
  const [first, ...others] = tlsChoices(address)
  try {
    return await probeWith(address, first, locate)
  } catch (thrown) {
    const [second] = others
    if (second === undefined || !isAboutTls(toError(thrown))) throw thrown
    return probeWith(address, second, locate)
  }
}

async function probeWith(
  address: string,
  tls: Tls,
  locate: ConnectionOptions['locate'],
): Promise<Probe> {
  const client = new ConnectionClient({
    connectionString: withoutTls(address),
    ssl: tls,
    application_name: 'residua',
    locate,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return { ...(await serverOf(client)), tls, pooler: await poolerOf(client) }
  } finally {
    await client.end().catch(() => {})
  }
}

type Server = Pick<Probe, 'version' | 'major' | 'replica' | 'identity'>

async function serverOf(client: pg.Client): Promise<Server> {
  const { rows } = await client.query<Server>(
    `select current_setting('server_version') as version,
      current_setting('server_version_num')::int / 10000 as major,
      pg_is_in_recovery() as replica,
      current_database() || ' since ' || pg_postmaster_start_time() as identity`,
  )
  return rows[0] as Server
}

/** A pooler invents the number of the process that serves us, as that changes. */
async function poolerOf(client: pg.Client): Promise<Pooler | null> {
  const { rows } = await client.query('select pg_backend_pid() as pid')
  // In pg from the start; its types do not know.
  const { processID } = client as pg.Client & { readonly processID: number | null }
  return rows[0].pid === processID ? null : { keepsStatements: await keepsStatements(client) }
}

/**
 * A pooler that keeps statements gives them names of its own. One that does not passes ours on, to a
 * session that others use next.
 */
async function keepsStatements(client: pg.Client): Promise<boolean> {
  const name = `residua_probe_${randomBytes(6).toString('hex')}`
  const text = 'select from pg_prepared_statements where name = $1'
  await client.query('begin').catch((thrown: Error) => {
    throw new UserError(
      `the pooler allows no transactions (${thrown.message}): set its pool_mode to transaction`,
      { cause: thrown },
    )
  })
  const { rowCount } = await client.query({ name, text, values: [name] })
  if (rowCount) await client.query(`deallocate ${name}`)
  await client.query('commit')
  return rowCount === 0
}

/** Whether the other side refuses a connection without TLS, or has none. */
function isAboutTls({ message }: Error): boolean {
  return /\b(ssl|tls|encryption|encrypted)\b/i.test(message)
}
