import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { openEmbedded } from '../../src/postgres/embedded.js'
import { poolFor } from '../../src/store/database.js'
import { migrateToLatest } from '../../src/store/migrate.js'
import type { Database } from '../../src/store/tables/index.js'

export interface TestDatabase extends AsyncDisposable {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  readonly url: string
}

/**
 * A database of the test, a clone of the migrated template (`migrated: false`: an empty one);
 * `await using` drops it, and fails where a connection was not released.
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  server ??= openServer()
  const { url: serverUrl, admin, template } = await server
  const name = `${inject('postgresRig').prefix}_${randomBytes(5).toString('hex')}`
  await admin.query(`create database ${name}${migrated ? ` template ${template}` : ''}`)
  const url = databaseUrl(serverUrl, name)
  const { db, pool, close } = poolFor(url)
  return {
    db,
    pool,
    url,
    [Symbol.asyncDispose]: async () => {
      const leaked = pool.totalCount - pool.idleCount
      // Ending a pool waits for connections that were not released, so only a pool without any is ended.
      if (leaked === 0) await close()
      await admin.query(`drop database ${name} with (force)`)
      if (leaked > 0) throw new Error(`${leaked} connection(s) were not given back to the pool`)
    },
  }
}

interface TestServer {
  readonly url: string
  readonly admin: pg.Pool
  readonly template: string
}

/** One a worker; they share the server and the template. */
let server: Promise<TestServer> | undefined

async function openServer(): Promise<TestServer> {
  const rig = inject('postgresRig')
  const url = rig.url ?? (await openEmbedded(rig.home, { durable: false })).url
  const admin = new pg.Pool({ connectionString: url, max: 2, allowExitOnIdle: true })
  const template = `${rig.prefix}_template`
  const client = await admin.connect()
  try {
    // The first worker makes the template, the others wait for it.
    await client.query('select pg_advisory_lock(hashtext($1))', [template])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      template,
    ])
    if (rowCount === 0) await makeTemplate(client, url, template)
    await client.query('select pg_advisory_unlock(hashtext($1))', [template])
  } finally {
    client.release()
  }
  return { url, admin, template }
}

async function makeTemplate(client: pg.PoolClient, url: string, name: string): Promise<void> {
  await client.query(`create database ${name}`)
  const { db, close } = poolFor(databaseUrl(url, name))
  await migrateToLatest(db)
  await close()
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
