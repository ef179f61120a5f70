import type { Config } from '../../src/config.js'
import type { OpenDatabase } from '../../src/store/database.js'

export type Db = OpenDatabase['db']

/** Configuration, database and abort signal that every task gets. */
export interface Session {
  readonly config: Config
  readonly db: Db
  readonly pool: OpenDatabase['pool']
  readonly signal: AbortSignal
}
