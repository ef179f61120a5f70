import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Database } from './tables/index.js'

/** One transaction, seen by Kysely and, for COPY, by the client itself. */
export interface Transaction {
  readonly db: Kysely<Database>
  readonly client: pg.ClientBase
}

/** Commits what `work` did, or none of it. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work({ db: kyselyOver(client), client })
    await client.query('commit')
    return result
  } catch (thrown) {
    // A rollback that fails too means a lost connection, which must not go back to the pool.
    await client.query('rollback').catch((cause: Error) => {
      broken = cause
    })
    throw thrown
  } finally {
    client.release(broken)
  }
}

function kyselyOver(client: pg.PoolClient): Kysely<Database> {
  const borrowed = {
    query: client.query.bind(client),
    release: () => {},
  }
  return new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: { connect: async () => borrowed as never, end: async () => {} },
    }),
  })
}
