import { parseArgs } from 'node:util'
import { publishSplit } from '../src/store/publish.js'
import { setRunStatus } from '../src/store/runs.js'
import { get, type Load, load, post, type RequestOf } from './http-load.js'
import { table, writeSection } from './markdown.js'
import { type BenchMarket, benchMarket, benchResult, registerMarket } from './sample-market.js'
import {
  cpuSeconds,
  type RunningServer,
  residentMb,
  startApi,
  startLimit,
  throwawayDatabase,
} from './servers.js'

/**
 * How far is the API from the fastest that this machine can do? `npm run bench:api`: client, server
 * and Postgres on the same cores; the limit is plain HTTP passing on JSON that Postgres wrote. Both
 * take turns over several rounds, and a ratio is the median of those of the rounds.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
  },
})
const SECONDS = Number(options.seconds)
const ROUNDS = Number(options.rounds)
const CONNECTIONS = 8

const MARKET = benchMarket({ name: 'bench', assetCount: 1000, firstYear: 2007, yearCount: 14 })
const SMALL = benchMarket({ name: 'growth', assetCount: 20, firstYear: 1820, yearCount: 200 })
const [SPLIT] = MARKET.splits
const DATE = MARKET.dates[100]
const UNCACHED = { 'cache-control': 'no-store' }

const QUERIES = {
  pnl: '{ split(name: "test_2006_2007") { pnl { date net } } }',
  series: '{ split(name: "test_2006_2007") { pnlSeries { dates net } } }',
  vector: `{ split(name: "test_2006_2007") { residualVector(date: "${DATE}") { assets values } } }`,
  residuals: `{ split(name: "test_2006_2007") { residuals(date: "${DATE}") {
    edges { node { asset { symbol } value } } } } }`,
}

interface Measured extends Load {
  readonly cpuMicros: number | null
}

interface Rival {
  readonly label: string
  readonly server: RunningServer
  readonly request: RequestOf
}

interface Verdict {
  readonly question: string
  readonly answer: string
  readonly holds: boolean | null
}

const lines: string[][] = [['', 'req/s', 'server CPU µs', 'p50 ms', 'p99 ms', 'KB']]
const verdicts: Verdict[] = []

async function main(): Promise<void> {
  const database = await throwawayDatabase()
  const servers: RunningServer[] = []
  try {
    process.stdout.write('publishing 1,000 assets over 14 splits, 20 assets over 20 splits …\n')
    await publish(database, MARKET, 0, 14)
    const growthRun = await publish(database, SMALL, 0, 20)
    await database.pool.query('vacuum analyze')
    servers.push(await startApi(database.url), await startLimit(database.url))
    const [api, limit] = servers
    await againstLimit(api, limit)
    await underManyConnections(api)
    await bulk(api)
    await asSplitsGrow(api, () => publish(database, SMALL, 20, 200, growthRun))
    if (Number(process.versions.node.split('.')[0]) < 22) {
      verdicts.push({
        question: 'beside PostGraphile 5',
        answer: `skipped: it needs Node ≥ 22, and this is ${process.version}`,
        holds: null,
      })
    }
    report()
  } finally {
    for (const server of servers) await server.stop()
    await database.release()
  }
}

async function publish(
  database: Awaited<ReturnType<typeof throwawayDatabase>>,
  market: BenchMarket,
  first: number,
  end: number,
  known?: string,
): Promise<string> {
  const runId = known ?? (await registerMarket(database, market))
  for (const split of market.splits.slice(first, end)) {
    await publishSplit(database.pool, { runId, result: benchResult(market, split) })
  }
  await setRunStatus(database.db, runId, 'done')
  return runId
}

async function againstLimit(api: RunningServer, limit: RunningServer): Promise<void> {
  const asked = (query: string, headers = UNCACHED): RequestOf => {
    const bytes = post(`${api.url}/graphql`, { query }, headers)
    return () => bytes
  }
  const passedOn = (route: string): RequestOf => {
    const bytes = get(`${limit.url}/${route}/${SPLIT.name}/${DATE}`)
    return () => bytes
  }
  const kept = {} as typeof UNCACHED
  const limitOf = (label: string, route: string) => ({
    label: `limit: ${label}`,
    server: limit,
    request: passedOn(route),
  })
  const apiOf = (label: string, query: string, headers = UNCACHED) => ({
    label,
    server: api,
    request: asked(query, headers),
  })

  await compare(
    '`pnl { date net }`, 252 rows, uncached',
    0.4,
    [
      limitOf('`json_agg`', 'pnl-json'),
      limitOf('rows + `JSON.stringify`', 'pnl-rows'),
      apiOf('`pnl { date net }`', QUERIES.pnl),
    ],
    { against: 1 },
  )
  await compare('`pnlSeries { dates net }`, uncached', 0.5, [
    limitOf('the same as JSON columns', 'series-json'),
    apiOf('`pnlSeries { dates net }`', QUERIES.series),
  ])
  await compare('`residualVector`, 1,000 assets, uncached', 0.5, [
    limitOf('the same as JSON columns', 'vector-json'),
    apiOf('`residualVector { assets values }`', QUERIES.vector),
  ])
  await compare('1,000 residual rows, uncached, of the better limit', 0.6, [
    limitOf('`json_agg`', 'residuals-json'),
    limitOf('rows + `JSON.stringify`', 'residuals-rows'),
    apiOf('`residuals { edges { node { asset { symbol } value } } }`', QUERIES.residuals),
  ])
  await compare('`pnl` asked again, of the uncached limit', 4, [
    limitOf('`json_agg`', 'pnl-json'),
    apiOf('`pnl { date net }`, asked again', QUERIES.pnl, kept),
  ])
  await compare('1,000 residual rows asked again, of the uncached limit', 4, [
    limitOf('`json_agg`', 'residuals-json'),
    apiOf('1,000 residual rows, asked again', QUERIES.residuals, kept),
  ])
}

/** Rivals take turns; the last is the API, the others its limits, of which the best counts. */
async function compare(
  question: string,
  atLeast: number,
  rivals: readonly Rival[],
  { against = rivals.length - 1 } = {},
): Promise<void> {
  if (!question.includes(options.only)) return
  const rounds: Measured[][] = []
  for (const rival of rivals) await load({ ...loadOf(rival), seconds: 0.7 })
  for (let round = 0; round < ROUNDS; round++) {
    const measured: Measured[] = []
    for (const rival of rivals) measured.push(await measure(rival))
    rounds.push(measured)
  }
  rivals.forEach(({ label }, i) => {
    addLine(
      label,
      median(
        rounds.map((round) => round[i]),
        (m) => m.requestsPerSecond,
      ),
    )
  })
  const ratio = median(
    rounds.map((round) => {
      const limits = round.slice(0, against).map((m) => m.requestsPerSecond)
      return round[rivals.length - 1].requestsPerSecond / Math.max(...limits)
    }),
    (value) => value,
  )
  addVerdict(`${question} ≥ ${atLeast.toFixed(2)} of the limit`, ratio.toFixed(2), ratio >= atLeast)
}

async function underManyConnections(api: RunningServer): Promise<void> {
  for (const [label, headers] of [
    ['uncached', UNCACHED],
    ['asked again', {}],
  ] as const) {
    const bytes = post(`${api.url}/graphql`, { query: QUERIES.pnl }, headers)
    const rival = { label: `\`pnl\`, 64 connections, ${label}`, server: api, request: () => bytes }
    if (!rival.label.includes(options.only)) continue
    const measured = await measure(rival, 64)
    addLine(rival.label, measured)
    const ratio = measured.p99Ms / measured.p50Ms
    addVerdict(`p99 ≤ 5 × p50 at 64 connections, ${label}`, `${ratio.toFixed(1)} ×`, ratio <= 5)
  }
}

async function asSplitsGrow(api: RunningServer, grow: () => Promise<unknown>): Promise<void> {
  const query =
    'query ($n: String!) { split(name: $n, dataset: "growth") { name pnl { date net } } }'
  const request: RequestOf = (index) => {
    const year = 1820 + (index % 20)
    const variables = { n: `test_${year - 1}_${year}` }
    return post(`${api.url}/graphql`, { query, variables }, UNCACHED)
  }
  const rival = (splits: number) => ({ label: `\`pnl\` of ${splits} splits`, server: api, request })
  if (!'splits grow'.includes(options.only)) return
  const few = await best(rival(20))
  await grow()
  const many = await best(rival(200))
  addLine('`pnl` of one of 20 splits', few)
  addLine('`pnl` of one of 200 splits', many)
  const growth = many.p50Ms / few.p50Ms - 1
  addVerdict('p50 grows < 10 % from 20 to 200 splits', percent(growth), growth < 0.1)
}

async function best(rival: Rival): Promise<Measured> {
  const all: Measured[] = []
  await load({ ...loadOf(rival), seconds: 1 })
  for (let round = 0; round < ROUNDS; round++) all.push(await measure(rival))
  return all.reduce((a, b) => (b.p50Ms < a.p50Ms ? b : a))
}

/** A split's residuals as Arrow; then as much of it as makes ten million values, as CSV and Arrow. */
async function bulk(api: RunningServer): Promise<void> {
  if (!'Arrow bulk'.includes(options.only)) return
  const url = `${api.url}/export/latest/${SPLIT.name}/residuals.arrow`
  await drained(url)
  const count = 20
  const before = cpuSeconds(api.pid)
  const began = performance.now()
  let bytes = 0
  for (let i = 0; i < count; i++) bytes = await drained(url)
  const ms = (performance.now() - began) / count
  const after = cpuSeconds(api.pid)
  const cpuMs = before === null || after === null ? null : (1000 * (after - before)) / count
  lines.push([
    '252,000 residuals as Arrow',
    (1000 / ms).toFixed(0),
    cpuMs === null ? '–' : (1000 * cpuMs).toFixed(0),
    ms.toFixed(1),
    '–',
    (bytes / 1000).toFixed(0),
  ])
  const holds = cpuMs === null ? null : cpuMs <= 25
  addVerdict('252,000 residuals as Arrow ≤ 25 ms server CPU', `${cpuMs?.toFixed(1)} ms`, holds)
  await tenMillion(api)
}

/** Betas of every split: 3 factors × 1,000 assets × 252 dates × 14 splits. */
async function tenMillion(api: RunningServer): Promise<void> {
  for (const format of ['arrow', 'csv']) {
    const url = `${api.url}/export/latest/all/betas.${format}`
    const before = residentMb(api.pid)
    if (before === null) return
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, residentMb(api.pid) ?? 0)
    }, 50)
    const began = performance.now()
    const bytes = await drained(url)
    clearInterval(watch)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const grown = most - before
    addVerdict(
      `10.6 M betas as ${format} in constant memory (< 150 MB more)`,
      `${grown.toFixed(0)} MB more for ${(bytes / 1e6).toFixed(0)} MB in ${seconds} s`,
      grown < 150,
    )
  }
}

/** Bytes of an answer, read and dropped. */
async function drained(url: string): Promise<number> {
  const response = await fetch(url)
  if (response.status !== 200)
    throw new Error(`${url}: ${response.status} ${await response.text()}`)
  let bytes = 0
  for await (const chunk of response.body ?? []) bytes += chunk.length
  return bytes
}

async function measure(rival: Rival, connections = CONNECTIONS): Promise<Measured> {
  const before = cpuSeconds(rival.server.pid)
  const result = await load({ ...loadOf(rival), connections })
  const after = cpuSeconds(rival.server.pid)
  if (result.failures > 0) throw new Error(`${rival.label}: ${result.failures} answers failed`)
  const known = before !== null && after !== null
  return { ...result, cpuMicros: known ? (1e6 * (after - before)) / result.requests : null }
}

function loadOf({ server, request }: Rival) {
  return { url: server.url, request, connections: CONNECTIONS, seconds: SECONDS }
}

function addLine(label: string, m: Measured): void {
  const line = [
    label,
    Math.round(m.requestsPerSecond).toLocaleString('en'),
    m.cpuMicros === null ? '–' : m.cpuMicros.toFixed(0),
    m.p50Ms.toFixed(2),
    m.p99Ms.toFixed(2),
    (m.bytesPerAnswer / 1000).toFixed(1),
  ]
  lines.push(line)
  process.stdout.write(`${line.join('  ')}\n`)
}

function addVerdict(question: string, answer: string, holds: boolean | null): void {
  verdicts.push({ question, answer, holds })
  process.stdout.write(`  ${question}: ${answer} ${said(holds)}\n`)
}

function said(holds: boolean | null): string {
  return holds === null ? 'not measured' : holds ? 'holds' : 'MISSED'
}

function report(): void {
  const verdictRows = verdicts.map(({ question, answer, holds }) => [question, answer, said(holds)])
  const text = [
    table(lines),
    '',
    table([['asked', 'measured', ''], ...verdictRows]),
    '',
    `Node ${process.version}; ${CONNECTIONS} connections; client, servers and Postgres on the same ` +
      `cores; ${ROUNDS} rounds of ${SECONDS} s in turns, ratios are medians over the rounds.`,
  ].join('\n')
  process.stdout.write(`\n${text}\n`)
  if (options.write) writeSection('docs/performance.md', 'bench:api', text)
}

function median<T>(items: readonly T[], sizeOf: (item: T) => number): T {
  return [...items].sort((a, b) => sizeOf(a) - sizeOf(b))[Math.floor(items.length / 2)]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

await main()
