import { readEnv, toConfig } from '../../src/config.js'
import { AbortedError } from '../../src/lib/errors.js'
import { createInterrupt } from './interrupt.js'
import type { Session } from './session.js'
import { note } from './terminal.js'

export interface SessionOptions {
  /** The work ends by itself when the signal aborts; other work is abandoned at Ctrl-C. */
  readonly stopsItself?: boolean
}

/** Opens and migrates the database, runs `work`, and closes the database. */
export async function withSession<T>(
  work: (session: Session) => Promise<T>,
  { stopsItself = false }: SessionOptions = {},
): Promise<T> {
  const { openDatabase } = await import('../../src/store/database.js')
  const { migrateIfAllowed } = await import('../../src/store/migrate.js')
  using interrupt = createInterrupt()
  const { signal } = interrupt
  const config = toConfig(readEnv())
  const database = await openDatabase({
    url: config.databaseUrls.writer ?? undefined,
    ...config.pooler,
    home: config.home,
    log: note,
  })
  try {
    await migrateIfAllowed(database.db)
    const { db, pool } = database
    const outcome = work({ config, db, pool, signal })
    return await (stopsItself ? outcome : Promise.race([outcome, abandonment(signal)]))
  } finally {
    await database.release()
  }
}

/** Abandoning work is safe: its transactions are committed whole or not at all. */
function abandonment(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abandon = () => reject(new AbortedError('stopped; running it again is safe'))
    signal.addEventListener('abort', abandon, { once: true })
    if (signal.aborted) abandon()
  })
}
