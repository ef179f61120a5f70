import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/lib/random.js'
import { drain } from '../_util/faults/drain.js'
import { ask, type PostgresServer, postgresServer } from '../_util/faults/postgres-server.js'
import { FULL, figure, PATIENCE_MS } from '../_util/faults/scale.js'
import {
  enqueueRuns,
  ingestMarket,
  RUNS,
  smallWorld,
  UNTRAINED,
  type World,
} from '../_util/faults/small-world.js'
import { leftovers, storeDigest, untrainedOf } from '../_util/faults/store-digest.js'
import { type Supervised, supervise } from '../_util/faults/supervised.js'
import { undisturbedDigest } from '../_util/faults/undisturbed.js'
import { tcpRelay } from '../_util/tcp-relay.js'

const OUTAGES_MS = [1_000, 4_000, 10_000, 20_000, 30_000]
const SETTINGS = { worker: { deadAfterSeconds: 3 } }

let world: World
let server: PostgresServer
let expected: Record<string, string>

beforeAll(async () => {
  world = await smallWorld(SETTINGS)
  server = await postgresServer(world.home)
  expected = await undisturbedDigest(server)
}, PATIENCE_MS)

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  world[Symbol.dispose]()
})

async function queued(name: string, runs = UNTRAINED): Promise<string> {
  const url = await server.createDatabase(name)
  await ingestMarket(world, url)
  await enqueueRuns(world, url, runs)
  return url
}

function startWorker(url: string, name = 'worker'): Supervised {
  const args = ['worker', '--concurrency', '1']
  return supervise({ name, args, cwd: world.folder, env: world.env(url) })
}

async function over(url: string): Promise<void> {
  while ((await ask(url, 'select from job where finished_at is null limit 1'))?.length !== 0) {
    await sleep(300)
  }
}

/** Waits for a job that runs; false where all are over. */
async function isAtWork(url: string): Promise<boolean> {
  for (;;) {
    const rows = await ask<{ running: number; left: number }>(
      url,
      `select count(*) filter (where status = 'running' and worker_id in (select id from worker
          where seen_at > now() - interval '3 seconds'))::int as running,
        count(*) filter (where finished_at is null)::int as left from job`,
    )
    if (rows && rows[0].running > 0) return true
    if (rows?.[0].left === 0) return false
    await sleep(100)
  }
}

async function expectAsUndisturbed(url: string, digest = untrainedOf(expected)): Promise<void> {
  await drain(url)
  expect(await storeDigest(url)).toEqual(digest)
  expect(Object.entries(await leftovers(url)).filter(([, n]) => n > 0)).toEqual([])
}

if (!FULL) {
  process.stdout.write('skipped: outages between publications; npm run test:faults runs them\n')
}

describe('without a person', () => {
  it.skipIf(!FULL)(
    `results are complete after outages of the database of ${OUTAGES_MS.map((ms) => ms / 1000).join(', ')} s`,
    async () => {
      const url = await queued('outages', RUNS)
      await using relay = await tcpRelay({ host: '127.0.0.1', port: server.port })
      const through = server.urlOf('outages', relay.port)
      const workers = [startWorker(through, 'worker 1'), startWorker(through, 'worker 2')]
      const random = createRandom(3)
      let inTheMiddle = 0
      try {
        for (const ms of OUTAGES_MS) {
          if (await isAtWork(url)) inTheMiddle++
          await sleep(2_000 * random.uniform())
          await relay.cut()
          await sleep(ms)
          await relay.restore()
        }
        await over(url)
      } finally {
        await Promise.all(workers.map((worker) => worker.stop()))
      }
      figure(
        `${OUTAGES_MS.map((ms) => ms / 1000).join(', ')} s without the database, ` +
          `${inTheMiddle} times while windows were computed; ` +
          `workers were started ${workers.map((worker) => worker.starts()).join(' and ')} times`,
      )
      expect(inTheMiddle).toBe(OUTAGES_MS.length)
      await expectAsUndisturbed(url, expected)
    },
    PATIENCE_MS,
  )

  it.skipIf(!FULL)(
    'a worker stopped during a publication completes it or leaves no row of it',
    async () => {
      const url = await queued('stopped')
      const blocker = new pg.Client({ connectionString: url })
      await blocker.connect()
      // Publications wait for this row once their content is written.
      await blocker.query('begin')
      await blocker.query('select from data_version for update')
      const worker = startWorker(url)
      const inTheMiddle = `select from pg_stat_activity where wait_event_type = 'Lock'
        and datname = current_database() and query like '%data_version%'`
      while ((await ask(url, inTheMiddle))?.length !== 1) await sleep(100)
      const stopping = worker.stop()
      await sleep(1_000)
      await blocker.query('rollback')
      await blocker.end()
      const code = await stopping
      const rows = await ask<{ n: number }>(
        url,
        'select count(*)::int as n from split where current_version_id is not null',
      )
      figure(`stopped during a publication: exit ${code}, ${rows?.[0].n} published`)
      expect(code).toBe(0)
      const left = await leftovers(url)
      expect(left['versions without a number'] + left['open transactions']).toBe(0)
      const another = startWorker(url)
      await over(url)
      await another.stop()
      await expectAsUndisturbed(url)
    },
    PATIENCE_MS,
  )

  it(
    'a database killed during a publication keeps no row of it',
    async () => {
      const url = await queued('killed')
      const blocker = new pg.Client({ connectionString: url })
      blocker.on('error', () => {})
      await blocker.connect()
      await blocker.query('begin')
      await blocker.query('select from data_version for update')
      const worker = startWorker(url)
      const inTheMiddle = `select from pg_stat_activity where wait_event_type = 'Lock'
        and datname = current_database() and query like '%data_version%'`
      while ((await ask(url, inTheMiddle))?.length !== 1) await sleep(100)
      await server.killAndRestart()
      await blocker.end().catch(() => {})
      await over(url)
      await worker.stop()
      await expectAsUndisturbed(url)
    },
    PATIENCE_MS,
  )
})
