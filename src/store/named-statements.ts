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

/** A statement that is sent as it stands. */
export interface Statement {
  /**
   * With a name, a connection parses and plans it once, for any values. Without one it is planned for its values,
   * as reads of `series_day` must be: a plan for any content is one for every partition.
   */
  readonly name?: string
  readonly text: string
}

/**
 * Rows of a statement on hot paths. Under a name it takes two thirds of the time of one without, which takes
 * less than one that Kysely builds; inside a transaction it is sent through Kysely.
 */
export async function statementRows<R>(
  db: Kysely<Database>,
  { name, text }: Statement,
  values: unknown[],
): Promise<R[]> {
  const route = routes.get(db)
  if (route) {
    const statement = route.named && name !== undefined ? { name, text, values } : { text, values }
    return (await route.pool.query(statement)).rows as R[]
  }
  return (await db.executeQuery<R>(CompiledQuery.raw(text, values))).rows
}
