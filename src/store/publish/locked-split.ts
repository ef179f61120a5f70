import { sql } from 'kysely'
import { type StoredSplit, splitsByName } from '../read/splits.js'
import type { Transaction } from '../transaction.js'

/** A split's row to the end of the transaction: two publications of one split follow each other. */
export async function lockedSplit(
  { db }: Transaction,
  runId: string,
  name: string,
): Promise<StoredSplit | null> {
  const find = async () => (await splitsByName(db, [{ runId, name }]))[0]
  const split = await find()
  if (!split) return null
  await sql`select pg_advisory_xact_lock(hashtext('residua split'), ${split.id})`.execute(db)
  return (await find()) ?? split
}
