import type pg from 'pg'

/**
 * Does `work` while no other process, on any machine, does the same for the same `id`; waits for it. The
 * lock ends with its connection, so a process that dies leaves none.
 */
export async function exclusively<T>(
  pool: pg.Pool,
  what: string,
  id: number,
  work: () => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('select pg_advisory_lock(hashtext($1), $2)', [what, id])
    return await work()
  } finally {
    await client
      .query('select pg_advisory_unlock(hashtext($1), $2)', [what, id])
      .catch((cause: Error) => {
        broken = cause
      })
    client.release(broken)
  }
}
