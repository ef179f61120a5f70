import { runMigrations } from 'graphile-worker'
import { sessionsOf } from '../../src/store/sessions.js'
import type { Session } from '../session/session.js'
import { quietLogger } from './logger.js'

/** Creates or migrates graphile-worker's tables; several processes may do so at once. */
export async function installQueue({ pool }: Pick<Session, 'pool'>): Promise<void> {
  await runMigrations({ pgPool: sessionsOf(pool).pool, logger: quietLogger() })
}
