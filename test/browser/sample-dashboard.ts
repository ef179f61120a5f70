import { CATALOGUE } from '../../src/catalogue.js'
import { toConfig } from '../../src/config.js'
import { createContext } from '../../src/context.js'
import { createLog } from '../../src/log.js'
import type { Split, SplitResult } from '../../src/results.js'
import { createServer } from '../../src/server/server.js'
import { createApiKey } from '../../src/store/api-keys.js'
import { type Publication, publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { failSplit } from '../../src/store/publish/splits.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  booksAlone,
  sampleMarket,
  samplePrices,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

/** A server on a free port over a database of its own. */
export interface Dashboard extends AsyncDisposable {
  readonly url: string
  readonly database: TestDatabase
}

// Weekdays from the middle of 2018 to February 2021.
const market = sampleMarket({ from: '2018-07-02', dateCount: 690, assetCount: 24 })

const yearly = (year: number): Split =>
  sampleSplit({ from: `${year}-01-01`, to: `${year}-12-31`, live: year === 2021 })

/** What a quality report found in the sample market. */
const FINDINGS = [
  {
    kind: 'large-return',
    severity: 'warning' as const,
    symbol: 'S003',
    date: '2020-03-16',
    file: 'prices.csv',
    line: 4711,
    message: 'S003 moves by 61 % on 2020-03-16: a split or an error?',
    count: 1,
  },
  {
    kind: 'calendar',
    severity: 'note' as const,
    message: 'The dates are not those of New York; calendar weekdays.',
    count: 1,
  },
]

const PREDICTORS = [
  ['factor-vae', { latentCount: 3 }],
  ['storm', { codeCount: 12 }],
] as const

/**
 * Two strategies of four splits, of the first 2019 failed and 2021 is live, and two that predict with one
 * split each, one of them with codebooks. The dataset has closes, volumes and findings.
 */
export async function sampleDashboard(): Promise<Dashboard> {
  const database = await createTestDatabase()
  const parts = { prices: samplePrices(market), findings: FINDINGS }
  await registerDataset(database.pool, sampleRegistration(market, parts))
  const splits = [2018, 2019, 2020, 2021].map(yearly)
  const [, failed] = splits
  const attention = await sampleRun(database, market, splits)
  for (const split of splits.filter((each) => each !== failed)) {
    const result = sampleSplitResult(market, split, { factorCount: 3 })
    await publishSplit(database.pool, { runId: attention.runId, result })
  }
  await failSplit(database.db, attention.runId, failed.name, 'the loss is not finite at epoch 7')

  const baseline = await sampleRun(database, market, splits, { strategy: 'pca-ou' })
  for (const split of splits) {
    const result = sampleSplitResult(market, split, { salt: 1, seeds: [1] })
    await publishSplit(database.pool, { runId: baseline.runId, result })
  }
  const [, , past = failed] = splits
  for (const [strategy, parts] of PREDICTORS) {
    const { runId } = await sampleRun(database, market, [past], { strategy })
    const sample = sampleSplitResult(market, past, { predicts: true, ...parts })
    await publishSplit(database.pool, { runId, result: booksAlone(sample) })
  }
  return serve(database)
}

/** One published split of every strategy of the catalogue. */
export async function everyStrategyDashboard(): Promise<Dashboard> {
  const database = await createTestDatabase()
  const split = yearly(2021)
  const runs: string[] = []
  for (const [salt, { name: strategy, has }] of CATALOGUE.entries()) {
    const components = has.components ? runs.slice(0, 2) : []
    const config = has.components ? { runs: components } : {}
    const { runId } = await sampleRun(database, market, [split], { strategy, config })
    runs.push(runId)
    const latentCount = has.latents ? 4 : 0
    const codeCount = has.codebook ? 8 : 0
    const options = { salt, predicts: has.predictions, latentCount, codeCount }
    const sample = sampleSplitResult(market, split, options)
    const result = has.factors ? sample : booksAlone(sample)
    await publishSplit(database.pool, { runId, ...blendOf(result, components) })
  }
  return serve(database)
}

/** A result with the weights of the components, each of which it read one split of. */
function blendOf(result: SplitResult, runs: readonly string[]): Omit<Publication, 'runId'> {
  if (runs.length === 0) return { result }
  const days = result.days.map((day, t) => {
    const weight = 0.5 + 0.4 * Math.sin(t / 9)
    return { ...day, components: Float32Array.of(weight, 1 - weight) }
  })
  const source = { split: result.split.name, version: 1, contentId: 1 }
  return {
    result: { ...result, days, componentCount: runs.length },
    sources: runs.map((runId) => ({ ...source, runId })),
  }
}

/** A run of factor-vae without guidance: predictions and a prior, but no factors. */
export async function unguidedDashboard(): Promise<Dashboard> {
  const database = await createTestDatabase()
  const split = yearly(2021)
  const of = { strategy: 'factor-vae', config: { guidance: false } }
  const { runId } = await sampleRun(database, market, [split], of)
  const options = { factorCount: 0, predicts: true, latentCount: 4 }
  const result = booksAlone(sampleSplitResult(market, split, options))
  await publishSplit(database.pool, { runId, result })
  return serve(database)
}

/** A year and a live split of one strategy that predicts, which scores at a risk aversion. */
export async function predictorDashboard(strategy: string): Promise<Dashboard> {
  const database = await createTestDatabase()
  const splits = [2020, 2021].map(yearly)
  const config = { riskAversion: 0.2 }
  const { runId } = await sampleRun(database, market, splits, { strategy, config })
  for (const split of splits) {
    const sample = sampleSplitResult(market, split, { predicts: true })
    await publishSplit(database.pool, { runId, result: booksAlone(sample) })
  }
  return serve(database)
}

/** A year and a live split of one strategy with codebooks; its codes follow the market of the day before. */
export async function codebookDashboard(strategy: string): Promise<Dashboard> {
  const database = await createTestDatabase()
  const splits = [2020, 2021].map(yearly)
  const { runId } = await sampleRun(database, market, splits, { strategy })
  for (const split of splits) {
    const sample = sampleSplitResult(market, split, { predicts: true, codeCount: 24 })
    const days = sample.days.map((day) => ({
      ...day,
      codes: { ...day.codes, ...codeOf(day.date) },
    }))
    await publishSplit(database.pool, { runId, result: booksAlone({ ...sample, days }) })
  }
  return serve(database)
}

/** One of 24 codes by the return of the market on the date before. */
function codeOf(date: string) {
  const row = market.dates.indexOf(date)
  const before = market.market[(row < 0 ? market.dates.length : row) - 1] ?? 0
  const bin = Math.floor(12 + 1800 * before)
  return { crossSection: Float32Array.of(Math.max(0, Math.min(23, bin))) }
}

/** An empty store; `firstPublication` registers what a first publication needs. */
export async function emptyDashboard(): Promise<
  Dashboard & { firstPublication(): Promise<Publication> }
> {
  const database = await createTestDatabase()
  const firstPublication = async () => {
    const split = yearly(2020)
    const { runId } = await sampleRun(database, market, [split])
    return { runId, result: sampleSplitResult(market, split) }
  }
  return { ...(await serve(database)), firstPublication }
}

/** One that requires keys, with one split and a key. */
export async function lockedDashboard(): Promise<Dashboard & { readonly key: string }> {
  const database = await createTestDatabase()
  const split = yearly(2020)
  const { runId } = await sampleRun(database, market, [split])
  await publishSplit(database.pool, { runId, result: sampleSplitResult(market, split) })
  const asked = { name: KEY_NAME, scopes: ['read'] as const, expiresAt: null }
  const { secret: key } = await createApiKey(database.db, asked)
  return { ...(await serve(database, { RESIDUA_AUTH: 'keys' })), key }
}

export const KEY_NAME = 'dashboard'

async function serve(
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
): Promise<Dashboard> {
  const config = toConfig({ HOST: '127.0.0.1', PORT: '0', ...env })
  const log = createLog({ level: 'silent' })
  const context = await createContext(config, { database, log })
  const server = await createServer(context)
  return {
    url: await server.start(),
    database,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await context.shutdown.release()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Answers of the API, untyped. */
export async function ask(url: string, query: string, variables = {}) {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = JSON.parse(await response.text())
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}
