import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../src/postgres/cluster-port.js'
import { findPostmaster, stopPostmaster } from '../../src/postgres/postmaster.js'
import { type OpenDatabase, openDatabase } from '../../src/store/database.js'
import { migrateToLatest } from '../../src/store/migrate.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { FULL, figure, PATIENCE_MS } from '../_util/faults/scale.js'
import { smallWorld, type World } from '../_util/faults/small-world.js'
import { type Supervised, supervise } from '../_util/faults/supervised.js'
import { ask, untilAnswers } from '../_util/http-query.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 120 })
const BAR_MS = 10_000
const READERS = FULL ? 8 : 2

let world: World
let database: OpenDatabase
let data: string

beforeAll(async () => {
  world = await smallWorld()
  database = await openDatabase({ home: world.home })
  data = `${database.where.folder}/data`
  await migrateToLatest(database.db)
  const { runId } = await sampleRun(database, MARKET, [sampleSplit()])
  await publishSplit(database.pool, { runId, result: sampleSplitResult(MARKET, sampleSplit()) })
}, PATIENCE_MS)

afterAll(async () => {
  await database?.release()
  if (data) await stopPostmaster(data)
  world?.[Symbol.dispose]()
})

it(
  'a killed embedded Postgres answers again within 10 s in every process of its home',
  async () => {
    const ports = [await freePort(), await freePort()]
    const env = { RESIDUA_HOME: world.home, RESIDUA_LOG: 'warn' }
    const start = (name: string, args?: readonly string[], more = {}) =>
      supervise({ name, args, cwd: world.folder, env: { ...env, ...more } })
    const programs = [
      ...ports.map((port) => start(`api ${port}`, undefined, { PORT: String(port) })),
      start('worker', ['worker', '--concurrency', '1']),
      start('scheduler', ['schedule']),
    ]
    const urls = ports.map((port) => `http://127.0.0.1:${port}`)
    const load = createLoad(urls)
    try {
      await Promise.all(urls.map((url) => untilAnswers(url)))
      await until(async () => (await changedSince('worker', 'seen_at', 0)) > 0)
      const before = findPostmaster(data)
      // A backend inside a long statement outlives its server, and holds its memory.
      const orphan = database.pool.query('select count(*) from generate_series(1, 200000000)')
      const orphaned = orphan.then(() => false).catch(() => true)
      await sleep(500)

      const since = Date.now()
      process.kill(before?.pid as number, 'SIGKILL')
      const within = async (work: Promise<unknown>): Promise<number> => {
        await work
        return Date.now() - since
      }
      const times = await Promise.all([
        ...urls.map((url) => within(untilAnswers(url))),
        within(until(async () => (await changedSince('worker', 'seen_at', since)) > 0)),
      ])
      expect(await orphaned).toBe(true)
      expect(findPostmaster(data)?.port).toBe(before?.port)
      figure(
        `kill -9 of the embedded Postgres: ${times.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s ` +
          `to the next answer of two APIs and a worker, ${load.asked()} queries beside it`,
      )
      expect(Math.max(...times)).toBeLessThanOrEqual(BAR_MS)
      if (FULL)
        await until(async () => (await changedSince('schedule_entry', 'updated_at', since)) > 0)
      const restarted = programs.filter((program) => program.starts() > 1)
      expect(restarted.map(({ name, said }) => `${name}: ${said()}`)).toEqual([])
    } finally {
      load.stop()
      await Promise.all(programs.map((program: Supervised) => program.stop()))
    }
  },
  PATIENCE_MS,
)

/** Rows of a table that were changed after an instant; 0 while the database is away. */
async function changedSince(table: string, column: string, since: number): Promise<number> {
  const text = `select from ${table} where ${column} > $1`
  const found = await database.pool.query(text, [new Date(since)]).catch(() => null)
  return found?.rowCount ?? 0
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50)
}

/** Readers that ask both APIs all the time. */
function createLoad(urls: readonly string[]) {
  let [asked, stopped] = [0, false]
  const read = async (url: string): Promise<void> => {
    while (!stopped) {
      await ask(url)
      asked++
      await sleep(20)
    }
  }
  for (let n = 0; n < READERS; n++) for (const url of urls) void read(url)
  return {
    asked: () => asked,
    stop() {
      stopped = true
    },
  }
}
