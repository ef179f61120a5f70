import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../src/postgres/cluster-port.js'
import { migrateToLatest } from '../../src/store/migrate.js'
import { type DatabasePool, poolFor } from '../../src/store/pool.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { subscribed } from '../_util/event-stream.js'
import { FULL, figure, PATIENCE_MS, scaled } from '../_util/faults/scale.js'
import { smallWorld, type World } from '../_util/faults/small-world.js'
import { type Supervised, supervise } from '../_util/faults/supervised.js'
import { untilAnswers } from '../_util/http-query.js'
import { sampleRun } from '../_util/published-run.js'
import { NO_REPLICA, type Replicated, replicaPrograms, replicated } from '../_util/replicated.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 120 })
const SPLIT = sampleSplit()
const APIS = 3
const SECONDS = scaled(60, 10)
const ROUNDS = scaled(9, 3)
const ROUND_MS = 1_000
const STALE_MS = 1_000
const LEAST_ANSWERS = 200
const LEAST_RATIO = 0.9

const programs = replicaPrograms()
if (!programs) process.stdout.write(`skipped: ${NO_REPLICA}\n`)

let world: World
let servers: Replicated
let primary: DatabasePool
let publish: (salt: number) => Promise<number>

beforeAll(async () => {
  if (!programs) return
  world = await smallWorld()
  servers = await replicated()
  primary = poolFor(servers.primary)
  await migrateToLatest(primary.db)
  const { runId } = await sampleRun(primary, MARKET, [SPLIT])
  publish = async (salt) => {
    const result = sampleSplitResult(MARKET, SPLIT, { salt })
    return (await publishSplit(primary.pool, { runId, result })).version
  }
  await publish(0)
}, PATIENCE_MS)

afterAll(async () => {
  await primary?.close()
  await servers?.[Symbol.asyncDispose]()
  world?.[Symbol.dispose]()
})

it.skipIf(!programs)(
  `${APIS} APIs on a replica: no answer is staler than 1 s, cached answers as fast as on the primary`,
  async () => {
    const started = [startApi('primary', servers.primary)]
    for (let n = 0; n < APIS; n++) started.push(startApi(`replica ${n}`, servers.replica))
    const apis = await Promise.all(started)
    const [first, ...others] = apis.map(({ url }) => url)
    let clock: Clock | undefined
    try {
      await Promise.all(apis.map(({ url }) => untilAnswers(url)))
      const events = await subscribed(others[0], 'subscription { published { version } }')
      clock = publishEverySecond()
      const { startedAt, versions } = clock
      const staleness: number[] = []
      const readers = others.map((url) => readUntil(url, clock as Clock, staleness))
      const ratio = await throughputRatio(first, others)
      while (Date.now() - startedAt < SECONDS * 1000 || staleness.length < LEAST_ANSWERS) {
        await sleep(100)
      }
      await clock.stop()
      await Promise.all(readers)
      while (events.length < versions.size) await sleep(50)
      const answers = staleness.length
      const worst = Math.max(...staleness)
      figure(
        `${APIS} APIs on a replica, ${versions.size} publications a second apart: ${answers} ` +
          `answers, the stalest ${worst} ms; ${ratio.toFixed(2)} of the primary's cached throughput; ` +
          `${events.length} events`,
      )
      expect(worst).toBeLessThanOrEqual(STALE_MS)
      if (FULL) expect(ratio).toBeGreaterThanOrEqual(LEAST_RATIO)
      expect(events.map(versionOf)).toEqual([...versions.keys()])
      for (const { program } of apis.slice(1)) {
        expect(program.said().match(/polled every/g)).toHaveLength(1)
        expect(program.said()).not.toMatch(/not noticed/)
      }
    } finally {
      await clock?.stop()
      await Promise.all(apis.map(({ program }) => program.stop()))
    }
  },
  PATIENCE_MS,
)

interface Api {
  readonly url: string
  readonly program: Supervised
}

async function startApi(name: string, databaseUrl: string): Promise<Api> {
  const port = await freePort()
  const env = { ...world.env(databaseUrl), PORT: String(port) }
  return { url: `http://127.0.0.1:${port}`, program: supervise({ name, cwd: world.folder, env }) }
}

interface Clock {
  readonly startedAt: number
  /** When each version was committed. */
  readonly versions: ReadonlyMap<number, number>
  readonly running: () => boolean
  stop(): Promise<void>
}

function versionOf(event: unknown): number {
  return (event as { data: { published: { version: number } } }).data.published.version
}

function publishEverySecond(): Clock {
  const versions = new Map<number, number>()
  let running = true
  const run = async () => {
    for (let salt = 1; running; salt++) {
      versions.set(await publish(salt), Date.now())
      await sleep(1000)
    }
  }
  const ended = run()
  return {
    startedAt: Date.now(),
    versions,
    running: () => running,
    stop() {
      running = false
      return ended
    },
  }
}

const QUERY = '{ dataVersion { version } split(name: "test_2019_2020") { version pnl { net } } }'

async function versionAt(url: string): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  })
  const { data } = (await response.json()) as { data: { dataVersion: { version: number } } }
  return data.dataVersion.version
}

/** Adds for each answer how long the next version had been there when it was asked for: 0 if it was not. */
async function readUntil(url: string, clock: Clock, staleness: number[]): Promise<void> {
  while (clock.running()) {
    const asked = Date.now()
    const version = await versionAt(url)
    const next = clock.versions.get(version + 1)
    staleness.push(next === undefined ? 0 : Math.max(0, asked - next))
    await sleep(10)
  }
}

/** Answers a second of a replica's APIs over those of the primary's, the median of rounds in turn. */
async function throughputRatio(
  primaryUrl: string,
  replicaUrls: readonly string[],
): Promise<number> {
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const onPrimary = await answersIn(ROUND_MS, primaryUrl)
    const onReplica = await answersIn(ROUND_MS, replicaUrls[round % replicaUrls.length])
    ratios.push(onReplica / onPrimary)
  }
  return ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]
}

async function answersIn(ms: number, url: string): Promise<number> {
  const end = Date.now() + ms
  let answers = 0
  const ask = async () => {
    for (; Date.now() < end; answers++) await versionAt(url)
  }
  await Promise.all(Array.from({ length: 8 }, ask))
  return answers
}
