import { readEnv, toConfig } from '../../src/config.js'
import type { Session } from '../tasks/session.js'
import { createInterrupt } from './interrupt.js'
import { note } from './terminal.js'

/** Opens the database, migrated, for the time of `work`; Ctrl-C reaches it as a signal. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { openDatabase } = await import('../../src/store/database.js')
  const { migrateToLatest } = await import('../../src/store/migrate.js')
  using interrupt = createInterrupt()
  const config = toConfig(readEnv())
  const database = await openDatabase({
    url: config.databaseUrl ?? undefined,
    home: config.home,
    log: note,
  })
  try {
    await migrateToLatest(database.db)
    const { db, pool } = database
    return await work({ config, db, pool, signal: interrupt.signal })
  } finally {
    await database.release()
  }
}
