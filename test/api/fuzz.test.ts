import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSchema } from '../../schema/index.js'
import { createRandom } from '../../src/lib/random.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { createMutator, type HostileRequest } from '../_util/mutate-query.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** `RESIDUA_FUZZ=10000` for all of them; `RESIDUA_FUZZ_SEED` for others. */
const COUNT = Number(process.env.RESIDUA_FUZZ ?? 1500)
const SEED = Number(process.env.RESIDUA_FUZZ_SEED ?? 1)
const SLOWEST_MS = 1000

const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 120, assetCount: 12 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true }),
]

/** Internal details that no answer may contain. */
const INSIDE =
  /node_modules|\.[jt]s:\d+|\n\s+at |relation "|syntax error at or near|invalid input syntax|violates|operator does not exist|invalid byte sequence|out of range for type|cannot cast|select .* from |TypeError|ReferenceError|is not a function|of undefined|of null|\/work\/|\/src\//i

let api: TestApi
beforeAll(async () => {
  api = await createTestApi({ cached: true })
  for (const strategy of ['attention-longconv', 'pca-ou']) {
    const { runId } = await sampleRun(api.database, MARKET, SPLITS, { strategy })
    for (const split of SPLITS) {
      await publishSplit(api.database.pool, { runId, result: sampleSplitResult(MARKET, split) })
    }
    await setRunStatus(api.database.db, runId, 'done')
  }
})
afterAll(() => api?.[Symbol.asyncDispose]())

/** Requests that were answered with data: without any, the others prove little. */
let served = 0
let [slowest, again] = [0, 0]

async function timed(request: HostileRequest) {
  const started = performance.now()
  const response = await api.app.inject(request)
  return { response, ms: performance.now() - started }
}

/** Repeated, because the machine may be busy; the last line prints the number of attempts. */
async function isQuickAgain(request: HostileRequest): Promise<boolean> {
  again++
  for (let attempt = 0; attempt < 3; attempt++) {
    if ((await timed(request)).ms <= SLOWEST_MS) return true
  }
  return false
}

async function complaintOf(request: HostileRequest): Promise<string | undefined> {
  const { response, ms } = await timed(request)
  slowest = Math.max(slowest, ms)
  if (ms > SLOWEST_MS && !(await isQuickAgain(request))) return `took ${Math.round(ms)} ms`
  const { statusCode, body } = response
  const type = String(response.headers['content-type'])
  if (statusCode >= 500) return `${statusCode}: ${body.slice(0, 300)}`
  if (statusCode === 200 && !/^\{"errors"/.test(body)) served++
  if (!/json/.test(type)) return statusCode < 400 ? undefined : `${statusCode} as ${type}`
  if (/ndjson/.test(type)) return undefined
  const { data, errors } = JSON.parse(body)
  if (data === undefined && !errors?.length) return `neither data nor errors: ${body.slice(0, 300)}`
  for (const { message, extensions } of errors ?? []) {
    if (extensions?.code === undefined) return `an error without a code: ${message}`
    if (extensions.code === 'INTERNAL') return `an internal error: ${body.slice(0, 300)}`
    if (INSIDE.test(message) || Object.keys(extensions).some((key) => key === 'stacktrace')) {
      return `tells of the inside: ${message}`
    }
  }
  return undefined
}

it(
  `${COUNT} malformed requests are each answered promptly with the right error`,
  async () => {
    const mutator = createMutator(buildSchema(), createRandom(SEED))
    const complaints: string[] = []
    for (let n = 0; n < COUNT; n++) {
      const request = mutator.next()
      const complaint = await complaintOf(request)
      if (complaint) {
        const { method, url, headers, payload } = request
        const asked = JSON.stringify({ method, url, headers, payload: payload?.slice(0, 2000) })
        complaints.push(`#${n} ${complaint}\n  ${asked}`)
      }
    }
    expect(complaints.slice(0, 10)).toEqual([])
    console.info(
      `${COUNT} hostile requests, seed ${SEED}: ${served} had an answer, the others a reason; the ` +
        `slowest took ${Math.round(slowest)} ms, ${again} were slow and sent again`,
    )
    expect(served).toBeGreaterThan(COUNT / 20)
    expect((await api.app.inject('/health')).statusCode).toBe(200)
  },
  Math.max(300_000, 100 * COUNT),
)
