import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { toError } from '../lib/errors.js'
import { CLUSTER_USER, type Cluster } from './cluster.js'

/** Session lock that every process using the server shares; the process that holds it alone may stop it. */
const CLAIM = 7_310_577_281
const CONNECT_MS = 10_000
const POLL_MS = 25

/** A connection that holds our claim, or the reason why there is none (yet). */
export async function claimed(cluster: Cluster, port: number): Promise<pg.Client | Error> {
  try {
    const client = await connected(urlOf(cluster, port))
    await client.query('select pg_advisory_lock_shared($1)', [CLAIM])
    keepsRunning(client, false)
    return client
  } catch (thrown) {
    if ((thrown as pg.DatabaseError).code === '3D000') return createDatabase(cluster, port)
    return toError(thrown)
  }
}

/** Gives up a claim; answers whether no other process uses the server. */
export async function giveUp(claim: pg.Client): Promise<boolean> {
  keepsRunning(claim, true)
  // Where the connection is gone the server has stopped, or is being stopped by someone else.
  return isLast(claim).catch(() => false)
}

export function urlOf(
  { password }: Cluster,
  port: number,
  database: string = CLUSTER_USER,
): string {
  return `postgres://${CLUSTER_USER}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    application_name: 'residua claim',
    connectionTimeoutMillis: CONNECT_MS,
  })
  // Where the server stops meanwhile, the queries of the pool report it.
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Sets whether an open connection keeps the program running; a claim alone must not. */
function keepsRunning(client: pg.Client, keeps: boolean): void {
  // In pg since 8.7; its types do not know.
  const counted = client as pg.Client & { ref(): void; unref(): void }
  if (keeps) counted.ref()
  else counted.unref()
}

async function createDatabase(cluster: Cluster, port: number): Promise<Error> {
  const client = await connected(urlOf(cluster, port, 'postgres'))
  const outcome = await client
    .query(`create database ${CLUSTER_USER}`)
    .then(() => new Error('the database was just made'), toError)
  await client.end()
  return outcome
}

/** Whether no other process uses the server. A backend that is just closing is given a moment. */
async function isLast(claim: pg.Client): Promise<boolean> {
  await claim.query('select pg_advisory_unlock_shared($1)', [CLAIM])
  const alone = await claim.query('select pg_try_advisory_lock($1) as ok', [CLAIM])
  if (!alone.rows[0].ok) return false
  for (let attempt = 0; attempt < 10; attempt++) {
    const others = await claim.query(
      `select count(*)::int as n from pg_stat_activity
        where backend_type = 'client backend' and application_name <> 'residua claim'`,
    )
    if (others.rows[0].n === 0) return true
    await sleep(POLL_MS)
  }
  return false
}
