import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Where test databases live: the server of `DATABASE_URL`, else one under a throwaway home. */
export interface PostgresRig {
  readonly url: string | undefined
  readonly home: string
  /** Of every database that this run makes. */
  readonly prefix: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgresRig: PostgresRig
  }
}

/** Starts no server: the first test that needs a database does (see test/_util/postgres.ts). */
export default function setup(project: TestProject): () => Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'residua-test-'))
  // As root the database runs under another account, which must get here.
  chmodSync(home, 0o755)
  const prefix = `residua_test_${randomBytes(4).toString('hex')}`
  const rig = { url: process.env.DATABASE_URL, home, prefix }
  project.provide('postgresRig', rig)
  return async () => {
    if (rig.url !== undefined) await dropDatabases(rig.url, prefix)
    if (existsSync(join(home, 'postgres'))) await stop(home)
    rmSync(home, { recursive: true, force: true })
  }
}

async function stop(home: string): Promise<void> {
  const { stopEmbedded } = await import('../src/postgres/embedded.js')
  await stopEmbedded(home)
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    'select datname from pg_database where starts_with(datname, $1)',
    [prefix],
  )
  for (const { datname } of rows) await client.query(`drop database "${datname}" with (force)`)
  await client.end()
}
