import { runMigrations } from 'graphile-worker'
import { exclusively } from '../../src/store/exclusive.js'
import { sessionsOf } from '../../src/store/sessions.js'
import type { Session } from '../session/session.js'
import { quietLogger } from './logger.js'

/**
 * Creates or migrates graphile-worker's tables. Several processes may do so at once: they take turns,
 * because graphile-worker's own migrations fail in a process that meets those of another half done.
 */
export async function installQueue({ pool }: Pick<Session, 'pool'>): Promise<void> {
  await exclusively(pool, 'install queue', 0, () =>
    runMigrations({ pgPool: sessionsOf(pool).pool, logger: quietLogger() }),
  )
}
