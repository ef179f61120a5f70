import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { OpenDatabase } from './database.js'
import { speakDirectly } from './named-statements.js'
import type { Database } from './tables/index.js'

export interface PoolBeside extends Pick<OpenDatabase, 'db' | 'pool'> {
  release(): Promise<void>
}

/** Connections made as those of `pool`, of which other work has none: what takes long waits for itself. */
export function poolBeside({ options }: pg.Pool, size: number): PoolBeside {
  const pool = new pg.Pool({ ...options, max: size })
  const ignore = () => {}
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  // Names would not last behind every pooler, and save nothing where a file is read.
  speakDirectly(db, pool, { named: false })
  return {
    db,
    pool,
    async release() {
      await db.destroy()
      if (!pool.ending) await pool.end()
    },
  }
}
