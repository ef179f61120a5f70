import { CompiledQuery, type Kysely } from 'kysely'
import type pg from 'pg'
import { assert } from '../lib/assert.js'
import type { Database } from './tables/index.js'

interface Route {
  readonly pool: pg.Pool
  /** Whether names are sent: false behind a pooler that does not keep them. */
  readonly named: boolean
}

/** The pool of each database whose prepared statements bypass Kysely; transactions have none. */
const routes = new WeakMap<Kysely<Database>, Route>()

/** Makes prepared statements on `db` go to its pool, without Kysely in between. */
export function speakDirectly(
  db: Kysely<Database>,
  pool: pg.Pool,
  { named }: Pick<Route, 'named'>,
): void {
  routes.set(db, { pool, named })
}

/** The pool of a database that `poolFor` made. */
export function poolOf(db: Kysely<Database>): pg.Pool {
  const route = routes.get(db)
  assert(route, 'this database is over a pool of ours')
  return route.pool
}

/** A prepared statement: a connection parses and plans it once, under its name. */
export interface NamedStatement {
  readonly name: string
  readonly text: string
}

/**
 * Rows of a prepared statement, on hot paths. It takes two thirds of the time of an unprepared one, and
 * half of the time of one that Kysely builds; inside a transaction it is sent through Kysely.
 */
export async function namedRows<R>(
  db: Kysely<Database>,
  { name, text }: NamedStatement,
  values: unknown[],
): Promise<R[]> {
  const route = routes.get(db)
  if (route) {
    const statement = route.named ? { name, text, values } : { text, values }
    return (await route.pool.query(statement)).rows as R[]
  }
  return (await db.executeQuery<R>(CompiledQuery.raw(text, values))).rows
}
