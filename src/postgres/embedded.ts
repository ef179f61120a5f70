import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { toError, UnavailableError } from '../lib/errors.js'
import { CLUSTER_USER, type Cluster, clusterOf } from './cluster.js'
import { findPostmaster, startPostmaster, stopPostmaster } from './postmaster.js'

export interface EmbeddedOptions {
  /** False for a throwaway cluster: nothing is synced to disk. */
  readonly durable?: boolean
}

/** A running embedded Postgres, and our claim on it. */
export interface EmbeddedServer {
  readonly kind: 'embedded' | 'system'
  readonly folder: string
  /** Whether the folder lies outside the home. */
  readonly outside: boolean
  readonly url: string
  /** Whether it was running already. */
  readonly reused: boolean
  /** Gives up the claim; the last process to do so stops the server. */
  release(): Promise<void>
}

const PATIENCE_MS = 60_000
const POLL_MS = 25

/**
 * The Postgres under a home: the one that runs there, else started now. Any number of processes
 * share it, and the last to release it stops it; one that a killed process left running is reused.
 */
export async function openEmbedded(
  home: string,
  { durable = true }: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  const cluster = await clusterOf(home, { durable })
  const deadline = Date.now() + PATIENCE_MS
  let started = false
  for (;;) {
    const running = findPostmaster(cluster.data)
    if (running?.ready) {
      const claim = await claimed(cluster, running.port)
      if (claim instanceof pg.Client) return serverOf(cluster, running.port, claim, !started)
      if (Date.now() > deadline) throw unreachable(cluster, claim)
    } else if (running) {
      if (Date.now() > deadline) throw unreachable(cluster, new Error('it does not become ready'))
    } else {
      started = (await startPostmaster(startOptions(cluster, durable))) !== undefined
      continue
    }
    await sleep(POLL_MS)
  }
}

/** Stops the server under a home, even where other processes use it. */
export async function stopEmbedded(home: string): Promise<void> {
  const { data } = await clusterOf(home)
  await stopPostmaster(data)
}

function startOptions(cluster: Cluster, durable: boolean) {
  const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  return {
    postgres: cluster.binaries.postgres,
    data: cluster.data,
    log: cluster.log,
    account: cluster.account,
    settings: { jit: 'off', ...(durable ? {} : unsafe) },
  }
}

/** Session lock that every process using the server shares; the process that holds it alone may stop it. */
const CLAIM = 7_310_577_281

/** A connection that holds our claim, or the reason why there is none (yet). */
async function claimed(cluster: Cluster, port: number): Promise<pg.Client | Error> {
  const connectionString = urlOf(cluster, port)
  try {
    const client = await connected(connectionString)
    await client.query('select pg_advisory_lock_shared($1)', [CLAIM])
    keepsRunning(client, false)
    return client
  } catch (thrown) {
    if ((thrown as pg.DatabaseError).code === '3D000') return createDatabase(cluster, port)
    return toError(thrown)
  }
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'residua claim' })
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

function serverOf(
  cluster: Cluster,
  port: number,
  claim: pg.Client,
  reused: boolean,
): EmbeddedServer {
  let released: Promise<void> | undefined
  return {
    kind: cluster.binaries.kind,
    folder: cluster.folder,
    outside: cluster.outside,
    url: urlOf(cluster, port),
    reused,
    release: () => {
      released ??= releaseClaim(cluster, claim)
      return released
    },
  }
}

async function releaseClaim({ data }: Cluster, claim: pg.Client): Promise<void> {
  keepsRunning(claim, true)
  // Where the connection is gone the server has stopped, or is being stopped by someone else.
  const last = await isLast(claim).catch(() => false)
  if (last) await stopPostmaster(data)
  await claim.end().catch(() => {})
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

function urlOf({ password }: Cluster, port: number, database: string = CLUSTER_USER): string {
  return `postgres://${CLUSTER_USER}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`
}

function unreachable({ folder, log }: Cluster, cause: Error): UnavailableError {
  return new UnavailableError(
    `the Postgres that runs on ${folder} cannot be used: ${cause.message}; its log is ${log}`,
    { cause },
  )
}
