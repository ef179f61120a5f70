import { setTimeout as sleep } from 'node:timers/promises'
import { at } from '../../src/lib/at.js'
import type { RunningServer } from '../_util/servers.js'
import { probe } from './stalled-readers.js'

export interface HostileQueries {
  readonly name: string
  readonly queries: number
  /** As many as the cost limit allows, 15 at most. */
  readonly aliases: number
  /** Answered with data; the others were refused as too costly. */
  readonly answered: number
  /** Of a plain query beside them, in ms. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
  /** Until all were answered. */
  readonly seconds: number
}

const MOST_ALIASES = 15

type Selection = (n: number) => string

/** Measures of a split or a run that make the server compute the most for the least that is answered. */
const OF_BOTH: Readonly<Record<string, Selection>> = {
  measures: (n) => `measures(tradingCostBps: ${n}) { netSharpe maxDrawdown }`,
  'explained variance': (n) => `measures(from: "${dayOf(n)}") { explainedVariance }`,
  lags: (n) => `measures(from: "${dayOf(n)}", lag: 1) { hedgedNetSharpe explainedVariance }`,
  hedges: (n) => `measures(tradingCostBps: ${n + 0.5}) { hedgedNetSharpe marketBeta }`,
  intervals: (n) => `measures(from: "${dayOf(n)}") { netSharpeLow hedgedNetSharpeHigh }`,
  'book shapes': (n) => `measures(from: "${dayOf(n)}") { netExposure effectiveNames alpha }`,
  periods: (n) => `pnlByPeriod(by: MONTH, tradingCostBps: ${n}) { hedgedNet }`,
}

const OF_SPLITS: Readonly<Record<string, Selection>> = {
  ...OF_BOTH,
  'attribution by factor': (n) => `attribution(from: "${dayOf(n)}") { contribution }`,
  'attribution by sector': (n) => `attribution(by: SECTOR, from: "${dayOf(n)}") { contribution }`,
  'attribution by asset': (n) => `attribution(by: ASSET, from: "${dayOf(n)}") { contribution }`,
  columns: (n) => `pnlSeries(tradingCostBps: ${n}) { hedgedNet cumulativeNet }`,
  rows: (n) => `pnl(tradingCostBps: ${n}) { net hedgedNet }`,
  residuals: (n) => `residuals(from: "${dayOf(n)}") { edges { node { value } } }`,
}

/** Weekdays from the first of `dayOf` on that the first split of the market holds. */
const DATES = 180

/** Of dates of the split that `hostileQueries` names. */
const OF_DATES: Readonly<Record<string, Selection>> = {
  covariances: (n) => `factorCovariance(date: "${dayOf(n % DATES)}")`,
  volatilities: (n) => `residualVolatility(date: "${dayOf(n % DATES)}") { value }`,
  risks: (n) => `riskForecast(date: "${dayOf(n % DATES)}", top: 1) { risk }`,
  weights: (n) => `weights(date: "${dayOf(n % DATES)}") { weight asset { symbol } }`,
  betas: (n) => `betas(date: "${dayOf(n % DATES)}") { betas asset { symbol } }`,
  'factor weights': (n) =>
    `factors { weights(date: "${dayOf(n % DATES)}") { weight asset { symbol } } }`,
}

/** Fields at the root. */
const OF_ROOT: Readonly<Record<string, Selection>> = {
  hedges: (n) =>
    `hedge(date: "${dayOf(n % DATES)}", positions: [{ symbol: "B0001", weight: ${n + 1} }]) {
      volatilityBefore volatilityAfter trades { weight } }`,
  comparisons: (n) =>
    `compare(strategies: ["attention-longconv"], from: "${dayOf(n)}") { hedgedNetSharpe netSharpe }`,
}

/** Documents and variables that are large, whatever they ask for; `first` makes them differ. */
const LARGE: Readonly<Record<string, HostileQuery>> = {
  'fields, repeated': (_, first) => ({
    query: `{ a${first}: splits { ${'name '.repeat(1900)} } }`,
  }),
  'fields, repeated and nested': (_, first) => ({
    query: `{ a${first}: splits { ${'run { strategy { name } } '.repeat(200)} } }`,
  }),
  'characters of comments': (_, first) => ({
    query: `{ dataVersion { version } } # ${first} ${'x'.repeat(900_000)}`,
  }),
  'symbols as a variable': (_, first) => ({
    query:
      'query ($assets: [String!]) { splits { residuals(assets: $assets, first: 1) { edges { node { value } } } } }',
    variables: { assets: Array.from({ length: 90_000 }, () => `B000${first % 10}`) },
  }),
  'positions as a variable': (_, first) => ({
    query: 'query ($p: [PositionInput!]!) { hedge(positions: $p) { volatilityBefore } }',
    variables: {
      p: Array.from({ length: 24_000 }, (_, i) => ({ symbol: `B${i}`, weight: first })),
    },
  }),
}

const FIRST_YEAR = 2016

/** The n-th weekday from the second quarter of the first year on, so that each is another range or date. */
function dayOf(n: number): string {
  const day = new Date(Date.UTC(FIRST_YEAR, 3, 4 + Math.floor(n / 5) * 7 + (n % 5)))
  return day.toISOString().slice(0, 10)
}

interface Asked {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
}

/** A query with so many aliases, whose ranges and costs begin with the `first`-th. */
export type HostileQuery = (aliases: number, first: number) => Asked

const FIRST_SPLIT = `split(name: "test_${FIRST_YEAR - 1}_${FIRST_YEAR}")`
/** An answer with an error is completed field by field. */
const FAILING = `wrong: ${FIRST_SPLIT} { residualVector(date: "1999-01-04") { version } }`

function named(
  fields: Readonly<Record<string, Selection>>,
  where: string,
  toQuery: (field: Selection) => HostileQuery,
): [string, HostileQuery][] {
  return Object.entries(fields).map(([name, field]) => [`${name}${where}`, toQuery(field)])
}

function pick(fields: Readonly<Record<string, Selection>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)))
}

/** Each over every split, through each split's run, or over one split. */
export function hostileQueries(): Readonly<Record<string, HostileQuery>> {
  const around =
    (before: string, field: Selection, after: string): HostileQuery =>
    (aliases, first) => {
      const fields = Array.from({ length: aliases }, (_, n) => `a${n}: ${field(first + n)}`)
      return { query: `${before} ${fields.join(' ')} ${after}` }
    }
  const entries: [string, HostileQuery][] = [
    ...named(OF_SPLITS, ' of splits', (field) => around('{ splits {', field, '} }')),
    ...named(OF_BOTH, ' of runs of splits', (field) => around('{ splits { run {', field, '} } }')),
    ...named(OF_DATES, ' of a split', (field) => around(`{ ${FIRST_SPLIT} {`, field, '} }')),
    ...named(OF_ROOT, '', (field) => around('{', field, '}')),
    ...named(pick(OF_SPLITS, ['rows', 'residuals']), ' of splits beside an error', (field) =>
      around(`{ ${FAILING} splits {`, field, '} }'),
    ),
    ...Object.entries(LARGE),
  ]
  return Object.fromEntries(entries)
}

/**
 * Sends as many queries at once, no two of which ask for the same, with as many aliases as are allowed, and a
 * plain query beside them.
 */
export async function besideHostile(
  api: RunningServer,
  name: string,
  query: HostileQuery,
  queries = 64,
): Promise<HostileQueries> {
  const aliases = await mostAllowed(api.url, query)
  const began = performance.now()
  let isOn = true
  const probing = probe(api.url, () => isOn)
  await sleep(50)
  const answers = await Promise.all(
    Array.from({ length: queries }, (_, q) => post(api.url, query(aliases, (q + 1) * aliases))),
  ).finally(() => {
    isOn = false
  })
  const seconds = (performance.now() - began) / 1000
  const latencies = await probing
  const quantile = (q: number) => at(latencies, Math.floor(q * (latencies.length - 1)))
  return {
    name,
    queries,
    aliases,
    answered: answers.filter(Boolean).length,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    longestMs: quantile(1),
    seconds,
  }
}

/** The most aliases with which the query is not refused as too costly; later ranges are shorter. */
async function mostAllowed(url: string, query: HostileQuery): Promise<number> {
  for (let aliases = MOST_ALIASES; aliases > 1; aliases--) {
    if (await post(url, query(aliases, 0))) return aliases
  }
  return 1
}

/** Too costly, waited too long for those before it, or wrong in one place. */
const REFUSALS: ReadonlySet<string> = new Set([
  'COST_LIMIT',
  'RATE_LIMITED',
  // Of the queries with an error.
  'BAD_USER_INPUT',
  'DATA_NOT_READY',
])

/** Whether it was answered with data, rather than refused as too costly. */
async function post(url: string, asked: Asked): Promise<boolean> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(asked),
    signal: AbortSignal.timeout(300_000),
  })
  const { data, errors } = (await response.json()) as {
    data?: unknown
    errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
  }
  const code = errors?.[0]?.extensions.code
  if (code && !REFUSALS.has(code)) throw new Error(errors?.[0]?.message)
  return data !== undefined && data !== null
}
