import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { at } from '../src/lib/at.js'
import type { SplitResult } from '../src/results.js'
import { publishSplit } from '../src/store/publish/publish.js'
import { setRunStatus } from '../src/store/publish/runs.js'
import { table, writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { benchMarket, benchResult, registerMarket } from './_util/sample-market.js'
import { residentMb, startApi, throwawayDatabase } from './_util/servers.js'
import { attacks, attackTables } from './soak/attacks.js'
import { questionsOf } from './soak/questions.js'
import { type ExpectedSplit, expectedOf, type State } from './soak/states.js'

/**
 * Checks the API's answers while its data change under load. `npm run bench:soak`: many connections
 * request rows, dates, columns and files of a split while one split after the other is published
 * again. Every answer is compared with the expected values of the version that it reports.
 */
const options = benchOptions(
  'bench:soak',
  'Whether the API stays right while its data change under load.',
  {
    minutes: { type: 'string', default: '10', what: 'how long, 60 at most' },
    connections: { type: 'string', default: '200', what: 'clients' },
    attacks: { type: 'boolean', what: 'only readers that stop and hostile queries' },
    assets: { type: 'string', default: '300', what: 'assets of the market of the attacks' },
    queries: { type: 'string', default: '64', what: 'hostile queries at once' },
    write: { type: 'boolean', what: 'put the table into docs/performance.md' },
  },
)
const MINUTES = Math.min(Number(options.minutes), 60)
const CONNECTIONS = Number(options.connections)
const PUBLISH_MS = 5000
const THINK_MS = 200
/** A request sent this long after a publication must be answered from it. */
const AT_ONCE_MS = 1000

const MARKET = benchMarket({ name: 'soak', assetCount: 60, firstYear: 2017, yearCount: 4 })

const states = new Map<number, State>()
const published: { readonly version: number; readonly at: number }[] = []
const counts = new Map<string, number>()
const problems = new Map<string, number>()
const latencies: number[] = []
const memory: { readonly at: number; readonly mb: number }[] = []

async function main(): Promise<boolean> {
  const database = await throwawayDatabase()
  const runId = await registerMarket(database, MARKET)
  const publish = async (index: number, salt: number) => {
    const split = at(MARKET.splits, index)
    const version = (published.at(-1)?.version ?? 0) + 1
    const result = benchResult(MARKET, split, salt)
    // Stored before the publication, because answers may contain it before we are notified.
    states.set(version, stateWith(states.get(version - 1) ?? new Map(), index, result, version))
    states.delete(version - 12)
    const done = await publishSplit(database.pool, { runId, result })
    if (done.version !== version) throw new Error(`published ${done.version}, not ${version}`)
    published.push({ version, at: performance.now() })
  }
  for (const index of MARKET.splits.keys()) await publish(index, 0)
  await setRunStatus(database.db, runId, 'done')
  const api = await startApi(database.url)
  try {
    const began = performance.now()
    const end = began + MINUTES * 60_000
    process.stdout.write(`${CONNECTIONS} connections for ${MINUTES} minutes at ${api.url}\n`)
    const work = [
      ...Array.from({ length: CONNECTIONS }, (_, seed) => ask(api.url, seed, end)),
      publishAgain(publish, end),
      watchMemory(api.pid, began, end),
    ]
    await Promise.all(work)
    return report()
  } finally {
    await api.stop()
    await database.release()
  }
}

/** The previous state with one split replaced; the next split is accounted again. */
function stateWith(before: State, index: number, result: SplitResult, version: number): State {
  const nameOf = (i: number) => MARKET.splits[i]?.name ?? ''
  const lastBookOf = (split: ExpectedSplit | undefined) => split?.books.at(-1)
  const state = new Map(before)
  const replaced = expectedOf(result, version, lastBookOf(before.get(nameOf(index - 1))))
  state.set(nameOf(index), replaced)
  const next = before.get(nameOf(index + 1))
  if (next) {
    const turnover = next.turnover.slice()
    const book = lastBookOf(replaced)
    turnover[0] = at(next.books, 0).reduce((sum, w, i) => sum + Math.abs(w - (book?.[i] ?? 0)), 0)
    state.set(nameOf(index + 1), { ...next, version, turnover })
  }
  return state
}

async function publishAgain(
  publish: (index: number, salt: number) => Promise<void>,
  end: number,
): Promise<void> {
  for (let salt = 1; performance.now() + PUBLISH_MS < end; salt++) {
    await sleep(PUBLISH_MS)
    await publish(salt % MARKET.splits.length, salt)
  }
}

async function watchMemory(pid: number, began: number, end: number): Promise<void> {
  while (performance.now() < end) {
    const mb = residentMb(pid)
    if (mb !== null) memory.push({ at: performance.now() - began, mb })
    await sleep(1000)
  }
}

async function ask(url: string, seed: number, end: number): Promise<void> {
  const questions = questionsOf(MARKET)
  let state = seed + 1
  const draw = (count: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % count
  }
  await sleep(draw(THINK_MS))
  while (performance.now() < end) {
    const question = at(questions, draw(questions.length))(draw)
    const asked = performance.now()
    const atLeast = published.findLast((one) => one.at < asked - AT_ONCE_MS)?.version ?? 0
    try {
      const response = await fetch(url + question.path, {
        ...(question.query !== undefined && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: question.query, variables: question.variables }),
        }),
        signal: AbortSignal.timeout(60_000),
      })
      const body = await response.text()
      if (response.status === 429) {
        await sleep(1000 * Number(response.headers.get('retry-after')))
        continue
      }
      if (response.status !== 200) throw new Error(`${response.status} ${body.slice(0, 200)}`)
      latencies.push(performance.now() - asked)
      const version = question.check(body, response.headers, stateAt)
      if (version < atLeast) throw new Error(`an answer of a version that was over`)
      counts.set(question.kind, (counts.get(question.kind) ?? 0) + 1)
    } catch (thrown) {
      const message = `${question.kind}: ${thrown instanceof Error ? thrown.message : thrown}`
      problems.set(message, (problems.get(message) ?? 0) + 1)
    }
    await sleep(THINK_MS / 2 + draw(THINK_MS))
  }
}

function stateAt(version: number): State {
  const state = states.get(version)
  if (!state) throw new Error(`data version ${version} is none that we know`)
  return state
}

function report(): boolean {
  latencies.sort((a, b) => a - b)
  const quantile = (q: number) => at(latencies, Math.floor(q * (latencies.length - 1))).toFixed(0)
  const settled = settledMemory()
  const drift = settled && settled.last / settled.first - 1
  const answers = [...counts.values()].reduce((a, b) => a + b, 0)
  const wrong = [...problems.values()].reduce((a, b) => a + b, 0)
  const steady = drift === null || Math.abs(drift) <= 0.1
  const rows = [
    ['', 'measured', ''],
    ['answers, each compared in full', answers.toLocaleString('en'), ''],
    ...[...counts].map(([kind, count]) => [`· ${kind}`, count.toLocaleString('en'), '']),
    ['publications', String(published.length), ''],
    [
      'errors, wrong values, mixed or late versions',
      String(wrong),
      wrong === 0 ? 'holds' : 'MISSED',
    ],
    ['latency p50 / p99', `${quantile(0.5)} / ${quantile(0.99)} ms`, ''],
    [
      'memory, last fifth against the first after warm-up',
      settled === null || drift === null
        ? 'not known here'
        : `${(100 * drift).toFixed(1)} % (${settled.first.toFixed(0)} to ${settled.last.toFixed(0)} MB)`,
      steady ? 'holds' : 'MISSED',
    ],
  ]
  const text = [
    table(rows),
    '',
    `${CONNECTIONS} connections, ${MINUTES} minutes, a publication every ${PUBLISH_MS / 1000} s, ` +
      `Node ${process.version}; client, server and Postgres on the same cores.`,
  ].join('\n')
  process.stdout.write(`\n${text}\n`)
  for (const [message, count] of problems) process.stdout.write(`${count} × ${message}\n`)
  if (options.write) writeSection('docs/performance.md', 'bench:soak', text)
  return wrong === 0 && steady
}

/** Median memory after warm-up and at the end, in MB: of fifths, once a third of the time has passed. */
function settledMemory(): { readonly first: number; readonly last: number } | null {
  const settled = memory.slice(Math.floor(memory.length / 3))
  if (settled.length < 10) return null
  const fifth = Math.floor(settled.length / 5)
  const medianOf = (part: typeof memory) =>
    at(
      part.map(({ mb }) => mb).sort((a, b) => a - b),
      Math.floor(part.length / 2),
    )
  return { first: medianOf(settled.slice(0, fifth)), last: medianOf(settled.slice(-fifth)) }
}

/** Readers that stop and hostile queries, beside a plain query. */
async function attacked(): Promise<boolean> {
  const database = await throwawayDatabase()
  const [assets, queries] = [Number(options.assets), Number(options.queries)]
  const sizes = { readers: 500, queries, seconds: 10, years: 8, assets, start: startApi }
  try {
    const found = await attacks(database, sizes, (line) => process.stdout.write(`${line}\n`))
    const text = [
      attackTables(found),
      '',
      `Eight years of ${assets} assets, a server for each row, Node ${process.version}; load of the machine at the end ` +
        `${loadavg()
          .map((load) => load.toFixed(1))
          .join(', ')} on ${availableParallelism()} cores, clients and Postgres included.`,
    ].join('\n')
    process.stdout.write(`\n${text}\n`)
    if (options.write) writeSection('docs/performance.md', 'bench:soak --attacks', text)
    return !text.includes('MISSED')
  } finally {
    await database.release()
  }
}

process.exitCode = (await (options.attacks ? attacked() : main())) ? 0 : 1
