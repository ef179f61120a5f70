import { sql } from 'kysely'
import type { Transaction } from './transaction.js'

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

/** The split after a published one, whose accounts changed with it. */
export function notifySuccessor(
  transaction: Transaction,
  { version, strategy }: Pick<PublishedNotice, 'version' | 'strategy'>,
  { name, scoredTo, nextDate }: Successor,
): Promise<void> {
  const date = nextDate ?? scoredTo
  return notifyPublished(transaction, { version, strategy, split: name, date })
}

interface Successor {
  readonly name: string
  readonly scoredTo: string | null
  readonly nextDate: string | null
}
