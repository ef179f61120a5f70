import type { Kysely } from 'kysely'
import { statementRows } from '../named-statements.js'
import { parseFloatArray } from '../pg-types.js'
import type { Database } from '../tables/index.js'
import { type ArchivedDay, type ArchivedKey, archivedDays } from './archived-days.js'
import { toPostgresArray } from './postgres-digits.js'

export interface ArrayRead<A> {
  /** The day table that is read. */
  readonly table: string
  readonly keys: readonly ArchivedKey[]
  /** By key, what the database has. */
  readonly read: () => Promise<A[]>
  /** Whether that is nothing. */
  readonly isMissing: (answer: A) => boolean
  /** The answer of a key, of its rows in the archive. */
  readonly toAnswer: (days: readonly ArchivedDay[], key: ArchivedKey) => A
}

/** What the database has of each key; of those without a row, what the archive has. */
export async function orArchived<A>(db: Kysely<Database>, of: ArrayRead<A>): Promise<A[]> {
  const answers = await of.read()
  const missing = answers.flatMap((answer, i) => (of.isMissing(answer) ? [i] : []))
  if (missing.length === 0) return answers
  const keys = missing.map((i) => of.keys[i] as ArchivedKey) // an answer for each key
  const found = await archivedDays((...query) => statementRows(db, ...query), of.table, keys)
  const archived = new Map(missing.map((i, n) => [i, found[n] ?? null]))
  return answers.map((answer, i) => {
    const days = archived.get(i) ?? null
    return days === null ? answer : of.toAnswer(days, of.keys[i] as ArchivedKey)
  })
}

/** The values of a row as the database's digits give them. */
export function servedValues({ values }: ArchivedDay): (number | null)[] {
  return parseFloatArray(toPostgresArray(values))
}
