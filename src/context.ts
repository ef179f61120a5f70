import type { Config } from './config.js'
import { Releasers } from './lib/releasers.js'
import { createLog, type Log } from './log.js'
import { type OpenDatabase, openDatabase } from './store/database.js'

/** Resources of a process; `shutdown.release()` closes them in reverse order of opening. */
export interface AppContext {
  readonly config: Config
  readonly log: Log
  readonly db: OpenDatabase['db']
  readonly pool: OpenDatabase['pool']
  readonly shutdown: Releasers
}

export interface ContextOverrides {
  readonly log?: Log
  /** Released by its owner. */
  readonly database?: Pick<OpenDatabase, 'db' | 'pool'>
  readonly poolSize?: number
  /** Statement timeout; unlimited where left out. */
  readonly statementTimeoutMs?: number
}

export async function createContext(
  config: Config,
  { log, database, ...options }: ContextOverrides = {},
): Promise<AppContext> {
  const shutdown = new Releasers()
  const ours = log ?? createLog({ level: config.logLevel })
  if (database) {
    return { config, log: ours, db: database.db, pool: database.pool, shutdown }
  }
  const opened = await openDatabase({
    url: config.databaseUrl ?? undefined,
    ...config.pooler,
    home: config.home,
    log: (line) => ours.info({ scope: 'database' }, line),
    ...options,
  })
  shutdown.push(() => opened.release())
  const { kind, version, reused } = opened.where
  ours.debug({ scope: 'database', kind, version, reused }, 'open')
  return { config, log: ours, db: opened.db, pool: opened.pool, shutdown }
}
