import type pg from 'pg'
import { sessionsOf } from './sessions.js'

/**
 * Does `work` while no other process, on any machine, does the same for the same `id`; waits for it. The
 * lock belongs to a transaction, which poolers keep in one session, and ends with its connection, so a
 * process that dies leaves none.
 */
export async function exclusively<T>(
  pool: pg.Pool,
  what: string,
  id: number,
  work: () => Promise<T>,
): Promise<T> {
  const client = await sessionsOf(pool).pool.connect()
  let broken: Error | undefined
  try {
    // The transaction holds the lock and nothing else: it may be idle for as long as the work takes.
    await client.query('begin; set local idle_in_transaction_session_timeout = 0')
    await client.query('select pg_advisory_xact_lock(hashtext($1), $2)', [what, id])
    return await work()
  } finally {
    await client.query('commit').catch((cause: Error) => {
      broken = cause
    })
    client.release(broken)
  }
}
