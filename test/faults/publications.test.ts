import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRandom } from '../../src/lib/random.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { figure, PATIENCE_MS, scaled } from '../_util/faults/scale.js'
import { smallWorld } from '../_util/faults/small-world.js'
import { supervise } from '../_util/faults/supervised.js'
import { createTestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  type SampleMarket,
  sampleMarket,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const PUBLICATIONS = scaled(200, 30)
const READERS = scaled(50, 10)

const MARKET = sampleMarket({ dateCount: 300 })
const SPLITS = [
  sampleSplit({ from: '2020-01-01', to: '2020-06-30' }),
  sampleSplit({ from: '2020-07-01', to: '2020-12-31' }),
]
const NAMES = ['test_2019_2020', 'test_2020_2020']
const [YEAR_END, YEAR_BEGIN] = [lastDateOf(SPLITS[0].test.to), firstDateOf(SPLITS[1].test.from)]

it(
  `${PUBLICATIONS} publications under ${READERS} readers: every answer is of one version`,
  async () => {
    await using database = await createTestDatabase()
    using world = await smallWorld()
    const { db, pool } = database
    const { runId } = await sampleRun(database, MARKET, SPLITS)
    const publish = (n: number, salt: number) =>
      publishSplit(pool, { runId, result: sampleSplitResult(MARKET, SPLITS[n], { salt }) })
    await publish(0, 0)
    await publish(1, 0)
    await setRunStatus(db, runId, 'done')
    const port = String(20_000 + ((process.pid * 7) % 20_000))
    const env = { ...world.env(database.url), PORT: port, RESIDUA_LOG: 'silent' }
    const api = supervise({ name: 'API', cwd: world.folder, env })
    const url = `http://127.0.0.1:${port}`
    while ((await fetch(`${url}/ready`).catch(() => undefined))?.status !== 200) await sleep(100)

    let publishing = true
    const versions = new Set<string>()
    const problems: string[] = []
    let [answers, checks] = [0, 0]
    const read = async (seed: number): Promise<void> => {
      const random = createRandom(seed)
      while (publishing) {
        const dates = datesBetween(SPLITS[0].test.from, SPLITS[0].test.to)
        const t = 1 + random.integer(dates.length - 1)
        const answer = await ask(url, [dates[t - 1], dates[t]])
        answers++
        versions.add(answer.versions)
        checks += answer.checks
        problems.push(...answer.problems)
      }
    }
    try {
      const reading = Array.from({ length: READERS }, (_, seed) => read(seed))
      for (let n = 1; n <= PUBLICATIONS; n++) {
        await publish(n % 2, n)
        await sleep(20)
      }
      publishing = false
      await Promise.all(reading)
    } finally {
      publishing = false
      await api.stop()
    }
    figure(
      `${PUBLICATIONS} publications, ${answers} answers of ${versions.size} states, ` +
        `${checks} identities checked, ${problems.length} do not hold`,
    )
    expect(problems.slice(0, 5)).toEqual([])
    expect(versions.size).toBeGreaterThan(PUBLICATIONS / 10)
  },
  PATIENCE_MS,
)

const QUERY = `query ($before: Date!, $date: Date!, $last: Date!, $first: Date!) {
  one: split(name: "${NAMES[0]}") {
    version
    pnl { date gross cost net turnover shortExposure }
    before: weights(date: $before) { asset { symbol } weight }
    at: weights(date: $date) { asset { symbol } weight }
    last: weights(date: $last) { asset { symbol } weight }
  }
  two: split(name: "${NAMES[1]}") {
    version
    pnl(to: $first) { date gross cost net turnover shortExposure }
    first: weights(date: $first) { asset { symbol } weight }
  }
}`

interface Row {
  readonly date: string
  readonly gross: number
  readonly cost: number
  readonly net: number
  readonly turnover: number
  readonly shortExposure: number
}

type Weights = readonly { readonly asset: { readonly symbol: string }; readonly weight: number }[]

interface Data {
  readonly one: {
    readonly version: number
    readonly pnl: readonly Row[]
    readonly before: Weights
    readonly at: Weights
    readonly last: Weights
  }
  readonly two: { readonly version: number; readonly pnl: readonly Row[]; readonly first: Weights }
}

/** One request, and the inconsistencies of its answer. */
async function ask(
  url: string,
  [before, date]: readonly [string, string],
): Promise<{ versions: string; checks: number; problems: string[] }> {
  const variables = { before, date, last: YEAR_END, first: YEAR_BEGIN }
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables }),
  })
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  const { one, two } = data
  const problems: string[] = []
  let checks = 0
  const equal = (what: string, found: number, expected: number) => {
    checks++
    if (Math.abs(found - expected) <= 1e-6) return
    problems.push(
      `${what}: ${found} and not ${expected} at versions ${one.version}, ${two.version}`,
    )
  }
  for (const row of [...one.pnl, ...two.pnl]) {
    equal(`net of ${row.date}`, row.net, row.gross - row.cost)
    equal(`cost of ${row.date}`, row.cost, 5e-4 * row.turnover + 1e-4 * row.shortExposure)
  }
  const rowOf = (rows: readonly Row[], day: string) => rows.find((row) => row.date === day) as Row
  for (const [rows, day, weights, previous] of [
    [one.pnl, date, one.at, one.before],
    [two.pnl, YEAR_BEGIN, two.first, one.last],
  ] as const) {
    const row = rowOf(rows, day)
    equal(`gross of ${day}`, row.gross, grossOf(weights, day))
    equal(`exposure of ${day}`, sum(weights.map(({ weight }) => Math.abs(weight))), 1)
    equal(`turnover of ${day}`, row.turnover, turnoverOf(weights, previous))
  }
  return { versions: `${one.version} ${two.version}`, checks, problems }
}

function grossOf(weights: Weights, date: string): number {
  const t = MARKET.dates.indexOf(date)
  return sum(weights.map(({ asset, weight }) => weight * returnOf(MARKET, t, asset.symbol)))
}

/** A missing return counts 0. */
function returnOf({ assets, returns }: SampleMarket, t: number, symbol: string): number {
  return returns[t * assets.length + assets.indexOf(symbol)] || 0
}

function turnoverOf(weights: Weights, previous: Weights): number {
  const traded = new Map(weights.map(({ asset, weight }) => [asset.symbol, weight]))
  for (const { asset, weight } of previous) {
    traded.set(asset.symbol, (traded.get(asset.symbol) ?? 0) - weight)
  }
  return sum([...traded.values()].map(Math.abs))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function datesBetween(from: string, to: string): string[] {
  return MARKET.dates.filter((date) => date >= from && date <= to)
}

function lastDateOf(to: string): string {
  return datesBetween('', to).at(-1) ?? to
}

function firstDateOf(from: string): string {
  return datesBetween(from, '9999').at(0) ?? from
}
