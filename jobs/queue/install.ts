import { runMigrations } from 'graphile-worker'
import type { Session } from '../session/session.js'
import { quietLogger } from './logger.js'

/** Makes or brings up to date graphile-worker's tables; safe when several processes do so at once. */
export async function installQueue({ pool }: Pick<Session, 'pool'>): Promise<void> {
  await runMigrations({ pgPool: pool, logger: quietLogger() })
}
