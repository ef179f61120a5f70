import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/postgres/cluster-port.js'
import { drain } from '../_util/faults/drain.js'
import {
  ask as askDatabase,
  type PostgresServer,
  postgresServer,
} from '../_util/faults/postgres-server.js'
import { FULL, figure, PATIENCE_MS } from '../_util/faults/scale.js'
import {
  enqueueRuns,
  ingestMarket,
  smallWorld,
  UNTRAINED,
  type World,
} from '../_util/faults/small-world.js'
import { leftovers, storeDigest, untrainedOf } from '../_util/faults/store-digest.js'
import { supervise } from '../_util/faults/supervised.js'
import { untilAnswers } from '../_util/http-query.js'
import { NO_PGBOUNCER, pgbouncer, pgbouncerVersion } from '../_util/pgbouncer.js'

const version = pgbouncerVersion()
if (!version) process.stdout.write(`skipped: ${NO_PGBOUNCER}\n`)

const SESSIONS = 4

let world: World
let server: PostgresServer
let expected: Record<string, string>

beforeAll(async () => {
  if (!version) return
  world = await smallWorld({ worker: { deadAfterSeconds: 3 } })
  server = await postgresServer(world.home)
  const url = await server.createDatabase('plain')
  await ingestMarket(world, url)
  for (const run of UNTRAINED) await world.run(['backtest', ...run], url)
  expected = untrainedOf(await storeDigest(url))
}, PATIENCE_MS)

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  world?.[Symbol.dispose]()
})

if (!FULL) process.stdout.write('skipped: with DATABASE_DIRECT_URL; npm run test:faults runs it\n')

describe.skipIf(!version)(`behind PgBouncer ${version} in transaction mode`, () => {
  for (const withDirect of FULL ? [false, true] : [false]) {
    it(
      `ingest, two workers and the API end in complete results, ${withDirect ? 'with' : 'without'} DATABASE_DIRECT_URL`,
      async () => {
        const url = await server.createDatabase(withDirect ? 'direct' : 'pooled')
        await using pooler = await pgbouncer(url, { poolSize: SESSIONS })
        const through = pooler.through(url)
        const port = await freePort()
        const env = {
          ...world.env(through),
          ...(withDirect && { DATABASE_DIRECT_URL: `postgres://127.0.0.1:${server.port}` }),
        }
        await world.run(['db', 'migrate'], through)
        await ingestMarket(world, through)
        await enqueueRuns(world, through, UNTRAINED)
        const programs = [
          supervise({ name: 'api', cwd: world.folder, env: { ...env, PORT: String(port) } }),
          ...[1, 2].map((n) =>
            supervise({
              name: `worker ${n}`,
              args: ['worker', '--concurrency', '1'],
              cwd: world.folder,
              env,
            }),
          ),
        ]
        try {
          await over(url)
          await untilAnswers(`http://127.0.0.1:${port}`)
          expect(programs.map((program) => program.starts())).toEqual([1, 1, 1])
          const polled = /polled every 250 ms: behind a pooler/.test(programs[0].said())
          expect(polled).toBe(!withDirect)
        } finally {
          await Promise.all(programs.map((program) => program.stop()))
        }
        const clean = { channels: 0, statements: 0, timeout: '0' }
        expect(await strayState(through)).toEqual(Array.from({ length: SESSIONS }, () => clean))
        await drain(url)
        expect(untrainedOf(await storeDigest(url))).toEqual(expected)
        expect(Object.entries(await leftovers(url)).filter(([, n]) => n > 0)).toEqual([])
        figure(
          `PgBouncer ${version}, ${withDirect ? 'with' : 'without'} DATABASE_DIRECT_URL: complete`,
        )
      },
      PATIENCE_MS,
    )
  }
})

async function over(url: string): Promise<void> {
  const text = 'select from job where finished_at is null limit 1'
  while ((await askDatabase(url, text))?.length !== 0) await sleep(300)
}

/** What clients have left in the sessions that the pooler shares: notices, statements, settings. */
async function strayState(through: string): Promise<unknown[]> {
  const clients = await Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      const client = new pg.Client({ connectionString: through })
      await client.connect()
      await client.query('begin') // keeps a session until it ends
      return client
    }),
  )
  const found = await Promise.all(clients.map((client) => client.query(STRAY)))
  await Promise.all(clients.map((client) => client.end()))
  return found.map(({ rows }) => rows[0])
}

const STRAY = `select (select count(*)::int from pg_listening_channels()) as channels,
  (select count(*)::int from pg_prepared_statements) as statements,
  current_setting('statement_timeout') as timeout`
