import { sql } from 'kysely'
import type { Transaction } from '../transaction.js'

/** A split or a day that becomes visible with the transaction. */
export interface PublishedNotice {
  readonly version: number
  readonly strategy: string
  readonly split: string
  /** The last date it has a book of. */
  readonly date: string | null
}

export async function notifyPublished({ db }: Transaction, notice: PublishedNotice): Promise<void> {
  await sql`select pg_notify('published', ${JSON.stringify(notice)})`.execute(db)
}
