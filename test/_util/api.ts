import { type Env, toConfig } from '../../src/config.js'
import { createContext } from '../../src/context.js'
import { createLog } from '../../src/log.js'
import { createServer, type ServerOptions } from '../../src/server/server.js'
import type { OpenDatabase } from '../../src/store/database.js'
import { watchChanges } from '../../src/store/read/changes.js'
import { createTestDatabase } from './postgres.js'

export interface Answer {
  readonly data?: Record<string, never> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: { readonly code: string; readonly retryable?: boolean }
  }[]
}

/** The API over its own database, called by injected HTTP requests without a port. */
export async function createTestApi({
  database = undefined as Pick<OpenDatabase, 'db' | 'pool'> | undefined,
  env = {} as Env,
  /** Whether answers are cached, as in the program. */
  cached = false,
  /** What files are read from; where left out, connections beside the pool. */
  exportDatabase = undefined as Pick<OpenDatabase, 'db' | 'pool'> | undefined,
} = {}) {
  const own = await createTestDatabase()
  let statements = 0
  const { db, pool } = database ?? own
  const counted = db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      statements++
      return result
    },
  })
  const changes = cached ? watchChanges(pool) : undefined
  const app = await serverOver({ db: counted, pool }, env, { changes, exportDatabase })
  const post = (payload: object | string, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    })
  const answer = async (query: string, variables: object = {}): Promise<Answer> =>
    (await post({ query, variables })).json()
  return {
    database: own,
    app,
    post,
    answer,
    /** The data of a query that must succeed. */
    // biome-ignore lint/suspicious/noExplicitAny: answers are compared with literals
    async data(query: string, variables: object = {}): Promise<any> {
      const { data, errors } = await answer(query, variables)
      if (errors) throw new Error(JSON.stringify(errors, null, 2))
      return data
    },
    /** Code and message of a query that must fail. */
    async error(query: string, variables: object = {}): Promise<string> {
      const { errors } = await answer(query, variables)
      if (!errors) throw new Error('the query succeeded')
      return `${errors[0].extensions.code}: ${errors[0].message}`
    },
    /** How many SQL statements `work` sends. */
    async statementsOf(work: () => Promise<unknown>): Promise<number> {
      const before = statements
      await work()
      return statements - before
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await changes?.release()
      await own[Symbol.asyncDispose]()
    },
  }
}

export type TestApi = Awaited<ReturnType<typeof createTestApi>>

async function serverOver(
  database: Pick<OpenDatabase, 'db' | 'pool'>,
  env: Env,
  options: ServerOptions,
) {
  const log = createLog({ level: 'silent' })
  const context = await createContext(toConfig(env), { log, database })
  const { app } = await createServer(context, options)
  return app
}
