import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { CLUSTER_USER, type Cluster, clusterOf } from '../../../src/postgres/cluster.js'
import {
  findPostmaster,
  startPostmaster,
  stopPostmaster,
} from '../../../src/postgres/postmaster.js'
import { poolFor } from '../../../src/store/database.js'

/** A Postgres of the test that keeps its port, like a supervised service. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number
  readonly cluster: Cluster
  urlOf(database: string, port?: number): string
  createDatabase(name: string): Promise<string>
  /** `kill -9` of the server; then it is started again. */
  killAndRestart(): Promise<void>
}

/** Committed rows survive a kill without fsync, which only a power loss needs. */
const SETTINGS = { fsync: 'off', jit: 'off' }

export async function postgresServer(home: string): Promise<PostgresServer> {
  const cluster = await clusterOf(home)
  const port = await freePort()
  const { data, log, account, binaries } = cluster
  const start = async () => {
    const options = { postgres: binaries.postgres, data, log, account, settings: SETTINGS }
    for (let attempt = 0; ; attempt++) {
      try {
        await startPostmaster(options, async () => port)
        return
      } catch (thrown) {
        // Backends of the killed server keep its memory and its port for a moment.
        if (attempt === 100) throw thrown
        await sleep(100)
      }
    }
  }
  await start()
  const urlOf = (database: string, at = port) =>
    `postgres://${CLUSTER_USER}:${cluster.password}@127.0.0.1:${at}/${database}?sslmode=disable`
  return {
    port,
    cluster,
    urlOf,
    async createDatabase(name) {
      const admin = new pg.Client({ connectionString: urlOf('postgres') })
      await admin.connect()
      await admin.query(`create database ${name}`)
      await admin.end()
      return urlOf(name)
    },
    async killAndRestart() {
      const running = findPostmaster(data)
      if (running) process.kill(running.pid, 'SIGKILL')
      while (findPostmaster(data)) await sleep(10)
      await start()
    },
    [Symbol.asyncDispose]: () => stopPostmaster(data),
  }
}

/** Queries once over a new connection; undefined while the server is unreachable. */
export async function ask<T extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<T[] | undefined> {
  const { pool, close } = poolFor(url, { poolSize: 1 })
  try {
    return (await pool.query<T>(text, values)).rows
  } catch {
    return undefined
  } finally {
    await close().catch(() => {})
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
