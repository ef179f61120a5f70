import { at, first } from '../src/lib/at.js'
import { publishSplit } from '../src/store/publish/publish.js'
import { setRunStatus } from '../src/store/publish/runs.js'
import { get, type Load, load, post, type RequestOf } from './_util/http-load.js'
import { table, writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import {
  type BenchMarket,
  benchMarket,
  benchResult,
  registerMarket,
} from './_util/sample-market.js'
import {
  cpuSeconds,
  type RunningServer,
  residentMb,
  startApi,
  startApiFromSql,
  startLimit,
  throwawayDatabase,
} from './_util/servers.js'
import { peerQueries, startPeer } from './api/postgraphile.js'

/**
 * Compares the API with the fastest possible server on this machine: `npm run bench:api`: client, server
 * and Postgres on the same cores; the limit is plain HTTP that passes on JSON written by Postgres. All
 * take turns over many short rounds, and a ratio is the median over the rounds, so that other load
 * affects all of them alike. `--peer <node>` adds PostGraphile 5, installed in a scratch
 * folder and run by that Node (≥ 22).
 */
const options = benchOptions(
  'bench:api',
  'How far the API is from the fastest that this machine can do.',
  {
    seconds: { type: 'string', default: '0.5', what: 'length of a turn' },
    rounds: { type: 'string', default: '11', what: 'turns of each' },
    peer: { type: 'string', what: 'Node ≥ 22 that runs PostGraphile 5 beside us' },
    only: { type: 'string', default: '', what: 'questions whose name holds this' },
    write: { type: 'boolean', what: 'put the tables into docs/performance.md' },
  },
)
const SECONDS = Number(options.seconds)
const ROUNDS = Number(options.rounds)
const CONNECTIONS = 8
/** A rival is warm after so many requests; a busy machine does not wait for them longer than this. */
const WARM_REQUESTS = 5000
const WARM_SECONDS = 15

const MARKET = benchMarket({ name: 'bench', assetCount: 1000, firstYear: 2007, yearCount: 14 })
const SMALL = benchMarket({ name: 'growth', assetCount: 20, firstYear: 1820, yearCount: 200 })
const SPLIT = first(MARKET.splits)
const DATE = MARKET.dates[100]
const UNCACHED = { 'cache-control': 'no-store' }

/** A query for each split in turn: the first question for a split is not answered by the one before. */
function ofEachSplit(query: string): (index: number) => string {
  return (index) => query.replace(SPLIT.name, at(MARKET.splits, index % MARKET.splits.length).name)
}

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
  const opened: { stop(): Promise<void> }[] = []
  const open = async <T extends { stop(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const one = await opening
    opened.unshift(one)
    return one
  }
  const database = async () => {
    const made = await throwawayDatabase()
    opened.unshift({ stop: made.release })
    return made
  }
  try {
    process.stdout.write('publishing 1,000 assets over 14 splits …\n')
    const large = await database()
    await publish(large, MARKET, 14)
    const contestants = {
      api: await open(startApi(large.url)),
      fromSql: await open(startApiFromSql(large.url)),
      limit: await open(startLimit(large.url)),
      peer: options.peer ? await open(startPeer(options.peer, large.url)) : null,
    }
    await againstLimit(contestants)
    await underManyConnections(contestants.api)
    await bulk(await open(startApi(large.url)))
    if ('splits grow'.includes(options.only)) {
      process.stdout.write('publishing 20 assets over 20 splits, and over 200 …\n')
      const [few, many] = [await database(), await database()]
      await publish(few, SMALL, 20)
      await publish(many, SMALL, 200)
      await asSplitsGrow(await open(startApi(few.url)), await open(startApi(many.url)))
    }
    report()
  } finally {
    for (const one of opened) await one.stop()
  }
}

async function publish(
  database: Awaited<ReturnType<typeof throwawayDatabase>>,
  market: BenchMarket,
  count: number,
): Promise<void> {
  const runId = await registerMarket(database, market)
  for (const split of market.splits.slice(0, count)) {
    await publishSplit(database.pool, { runId, result: benchResult(market, split) })
  }
  await setRunStatus(database.db, runId, 'done')
  await database.pool.query('vacuum analyze')
}

interface Contestants {
  readonly api: RunningServer
  readonly fromSql: RunningServer
  readonly limit: RunningServer
  readonly peer: RunningServer | null
}

async function againstLimit({ api, fromSql, limit, peer }: Contestants): Promise<void> {
  const limitOf = (label: string, route: string): Rival => {
    const bytes = get(`${limit.url}/${route}/${SPLIT.name}/${DATE}`)
    return { label: `limit: ${label}`, server: limit, request: () => bytes }
  }
  const asked = (
    server: RunningServer,
    label: string,
    query: string,
    headers = UNCACHED,
  ): Rival => {
    const bytes = post(`${server.url}/graphql`, { query }, headers)
    return { label, server, request: () => bytes }
  }
  const firstAsked = (label: string, query: string): Rival => {
    const queryOf = ofEachSplit(query)
    const request = (index: number) =>
      post(`${fromSql.url}/graphql`, { query: queryOf(index) }, UNCACHED)
    return { label, server: fromSql, request }
  }
  const again = {} as typeof UNCACHED
  const peers = (query: string) => (peer ? [asked(peer, 'PostGraphile 5', query)] : [])
  const pnlLimits = [
    limitOf('`json_agg`', 'pnl-json'),
    limitOf('rows + `JSON.stringify`', 'pnl-rows'),
  ]
  const seriesLimit = limitOf('the same as JSON columns', 'series-json')
  const rowLimits = [
    limitOf('`json_agg`', 'residuals-json'),
    limitOf('rows + `JSON.stringify`', 'residuals-rows'),
  ]

  await compare('`pnl { date net }`, 252 rows', pnlLimits, [
    { atLeast: 0.6, ...firstAsked('`pnl { date net }`, read from SQL', QUERIES.pnl) },
    { atLeast: 0.4, ...asked(api, '`pnl { date net }`, accounts in memory', QUERIES.pnl) },
    { atLeast: 4, ...asked(api, '`pnl { date net }`, asked again', QUERIES.pnl, again) },
    ...peers(peerQueries(SPLIT.name).pnl),
  ])
  await compare(
    '`pnlSeries { dates net }`',
    [seriesLimit],
    [
      { atLeast: 0.5, ...firstAsked('`pnlSeries`, read from SQL', QUERIES.series) },
      { atLeast: 0.5, ...asked(api, '`pnlSeries`, accounts in memory', QUERIES.series) },
    ],
  )
  await compare(
    '`residualVector { assets values }`, 1,000 assets',
    [limitOf('the same as JSON columns', 'vector-json')],
    [{ atLeast: 0.5, ...asked(api, '`residualVector`', QUERIES.vector) }],
  )
  await compare('1,000 residual rows `{ asset { symbol } value }`', rowLimits, [
    { atLeast: 0.6, ...asked(api, '1,000 residual rows', QUERIES.residuals) },
    { atLeast: 4, ...asked(api, '1,000 residual rows, asked again', QUERIES.residuals, again) },
  ])
}

/** A server measured against the limits; the better limit of each round counts. */
interface Contender extends Rival {
  readonly atLeast?: number
}

async function compare(
  question: string,
  limits: readonly Rival[],
  contenders: readonly Contender[],
): Promise<void> {
  if (!question.includes(options.only)) return
  const rivals = [...limits, ...contenders]
  const rounds = await inTurns(rivals)
  rivals.forEach(({ label }, i) => {
    const all = rounds.map((round) => at(round, i))
    addLine(
      label,
      median(all, (m) => m.requestsPerSecond),
    )
  })
  contenders.forEach(({ label, atLeast }, i) => {
    const ratios = rounds.map((round) => {
      const best = Math.max(...round.slice(0, limits.length).map((m) => m.requestsPerSecond))
      return at(round, limits.length + i).requestsPerSecond / best
    })
    const ratio = median(ratios, (value) => value)
    if (atLeast === undefined) addVerdict(`${label}, of the limit`, ratio.toFixed(2), null)
    else addVerdict(`${label} ≥ ${atLeast} of the limit`, ratio.toFixed(2), ratio >= atLeast)
  })
}

/** Short rounds in which every server has a turn. */
async function inTurns(rivals: readonly Rival[], connections = CONNECTIONS): Promise<Measured[][]> {
  const rounds: Measured[][] = []
  for (const rival of rivals) await warmUp(rival, connections)
  for (let round = 0; round < ROUNDS; round++) {
    const measured: Measured[] = []
    for (const rival of rivals) measured.push(await measure(rival, connections))
    rounds.push(measured)
  }
  return rounds
}

/** A server is measured once its code is compiled: V8 does so after some thousand requests. */
async function warmUp(rival: Rival, connections: number): Promise<void> {
  const end = performance.now() + 1000 * WARM_SECONDS
  let requests = 0
  while (requests < WARM_REQUESTS && performance.now() < end) {
    requests += (await load({ ...loadOf(rival), connections, seconds: 1 })).requests
  }
}

async function underManyConnections(api: RunningServer): Promise<void> {
  for (const [label, headers] of [
    ['uncached', UNCACHED],
    ['asked again', {}],
  ] as const) {
    const bytes = post(`${api.url}/graphql`, { query: QUERIES.pnl }, headers)
    const rival = { label: `\`pnl\`, 64 connections, ${label}`, server: api, request: () => bytes }
    if (!rival.label.includes(options.only)) continue
    const rounds = await inTurns([rival], 64)
    const tailOf = (m: Measured) => m.p99Ms / m.p50Ms
    const middle = median(rounds.flat(), tailOf)
    addLine(rival.label, middle)
    const ratio = tailOf(middle)
    addVerdict(`p99 ≤ 5 × p50 at 64 connections, ${label}`, `${ratio.toFixed(1)} ×`, ratio <= 5)
  }
}

/** One client queries runs of 20 and of 200 splits, in separate databases and processes, in turns. */
async function asSplitsGrow(few: RunningServer, many: RunningServer): Promise<void> {
  const query = 'query ($n: String!) { split(name: $n) { name pnl { date net } } }'
  const rivalOf = (server: RunningServer, splits: number): Rival => ({
    label: `\`pnl\` of one of ${splits} splits`,
    server,
    request: (index) => {
      const year = 1820 + (index % 20)
      const variables = { n: `test_${year - 1}_${year}` }
      return post(`${server.url}/graphql`, { query, variables }, UNCACHED)
    },
  })
  const rivals = [rivalOf(few, 20), rivalOf(many, 200)]
  const rounds = await inTurns(rivals, 1)
  rivals.forEach(({ label }, i) => {
    const all = rounds.map((round) => at(round, i))
    addLine(
      label,
      median(all, (m) => m.p50Ms),
    )
  })
  const growth = median(
    rounds.map((round) => at(round, 1).p50Ms / at(round, 0).p50Ms - 1),
    (value) => value,
  )
  addVerdict('p50 grows < 10 % from 20 to 200 splits', percent(growth), growth < 0.1)
}

/** A separate process: a split's residuals as Arrow; then ten million values, as Arrow and as CSV. */
async function bulk(api: RunningServer): Promise<void> {
  if (!'Arrow bulk'.includes(options.only)) return
  const url = `${api.url}/export/latest/${SPLIT.name}/residuals.arrow`
  for (let i = 0; i < 30; i++) await drained(url)
  const count = 10
  let bytes = 0
  const rounds: { cpuMs: number | null; ms: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuSeconds(api.pid)
    const began = performance.now()
    for (let i = 0; i < count; i++) bytes = await drained(url)
    const ms = (performance.now() - began) / count
    const after = cpuSeconds(api.pid)
    const cpuMs = before === null || after === null ? null : (1000 * (after - before)) / count
    rounds.push({ cpuMs, ms })
  }
  const { cpuMs, ms } = median(rounds, (round) => round.cpuMs ?? round.ms)
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

/** Number of bytes of an answer, which is discarded. */
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
  return holds === null ? '–' : holds ? 'holds' : 'MISSED'
}

function report(): void {
  const verdictRows = verdicts.map(({ question, answer, holds }) => [question, answer, said(holds)])
  const text = [
    table(lines),
    '',
    table([['asked', 'measured', ''], ...verdictRows]),
    '',
    `Node ${process.version}; ${CONNECTIONS} connections; client, servers and Postgres on the same ` +
      `cores; ${ROUNDS} rounds of ${SECONDS} s in turns, ratios are medians over the rounds.` +
      (options.peer ? '' : ' PostGraphile: `--peer <node ≥ 22>`.'),
  ].join('\n')
  process.stdout.write(`\n${text}\n`)
  if (options.write) writeSection('docs/performance.md', 'bench:api', text)
}

function median<T>(items: readonly T[], sizeOf: (item: T) => number): T {
  const sorted = [...items].sort((a, b) => sizeOf(a) - sizeOf(b))
  return at(sorted, Math.floor(items.length / 2))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

await main()
