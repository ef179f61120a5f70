import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { at } from '../src/lib/at.js'
import type { SplitResult } from '../src/results.js'
import { openDatabase } from '../src/store/database.js'
import { migrateToLatest } from '../src/store/migrate.js'
import { publishSplit } from '../src/store/publish/publish.js'
import { findOrCreateRun, setRunStatus } from '../src/store/publish/runs.js'
import { ensureSplits } from '../src/store/publish/splits.js'
import { table } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import {
  type BenchMarket,
  benchMarket,
  benchResult,
  registerMarket,
} from './_util/sample-market.js'
import { startApi } from './_util/servers.js'
import { workerSpeedUp } from './scale/workers.js'

/**
 * Size and times of a full store: publishes many splits of a year each one after the other, as jobs do
 * (durably, with all checks), then reads them through the API. Prints size, times and the speed of one
 * worker and of two on the same splits.
 */

const flags = benchOptions(
  'bench:scale',
  'What a full store costs: size, publication, answers, workers.',
  {
    windows: {
      type: 'string',
      default: '200',
      what: 'splits of a year; fewer where disk space is short',
    },
    assets: { type: 'string', default: '1000', what: 'assets' },
    factors: { type: 'string', default: '30', what: 'factors' },
    'no-workers': { type: 'boolean', what: 'leave out one worker against two' },
  },
)
const assetCount = Number(flags.assets)
const factorCount = Number(flags.factors)
const WINDOWS_A_RUN = 20
const DATES = 252
const QUERIES = 200
/** Bytes of a split's arrays on disk: twice the factor rows, and the day rows. */
const windowBytes = DATES * (2 * factorCount + 3) * (4 * assetCount + 80)

const place = mkdtempSync(join(tmpdir(), 'residua-scale-'))
chmodSync(place, 0o755)
const { bavail, bsize } = await statfs(place)
const room = Math.floor((0.6 * bavail * bsize) / windowBytes)
const wanted = Number(flags.windows)
const windows = Math.min(wanted, room)
if (windows < wanted) {
  console.log(
    `The disk has room for ${windows} of ${wanted} splits: sizes are scaled, times are not.`,
  )
}

const database = await openDatabase({ home: place })
try {
  await migrateToLatest(database.db)
  const { db, pool } = database
  const market = benchMarket({
    name: 'scale',
    assetCount,
    firstYear: 2000,
    yearCount: WINDOWS_A_RUN,
  })
  const firstRun = await registerMarket(database, market)
  const base = benchResult(market, at(market.splits, 0), 0, factorCount)
  const { rows } = await pool.query(
    'select id as "versionId", dataset_id as "datasetId" from dataset_version',
  )
  const [{ versionId, datasetId }] = rows

  const seconds: number[] = []
  let runId = firstRun
  for (let window = 0; window < windows; window++) {
    const split = at(market.splits, window % WINDOWS_A_RUN)
    if (window > 0 && window % WINDOWS_A_RUN === 0) {
      await setRunStatus(db, runId, 'done')
      const config = { run: window / WINDOWS_A_RUN }
      const identity = {
        datasetId,
        strategy: 'attention-longconv',
        config,
        seeds: [1],
        engine: 'cpu',
      }
      runId = (await findOrCreateRun(db, identity)).run.id
      const { splits } = market
      await ensureSplits(db, { runId, datasetVersionId: versionId, seeds: [1], splits })
    }
    const result = moved(base, market, window % WINDOWS_A_RUN)
    const start = performance.now()
    await publishSplit(pool, { runId, result: { ...result, split } })
    seconds.push((performance.now() - start) / 1000)
    if (window % 10 === 9)
      console.error(`${window + 1} splits, ${last(seconds, 10).toFixed(2)} s each`)
  }
  await setRunStatus(db, runId, 'done')
  await pool.query('vacuum analyze')

  const sizes = await pool.query(`
    select relname as name, pg_total_relation_size(c.oid)::float8 as bytes from pg_class c
    where relnamespace = 'public'::regnamespace and relkind = 'r' order by 2 desc limit 8`)
  const whole = await pool.query('select pg_database_size(current_database())::float8 as bytes')
  const bytes = whole.rows[0].bytes as number
  const scaled = (bytes * wanted) / windows
  console.log(
    `\n${windows} splits × ${assetCount} assets × ${factorCount} factors × ${DATES} dates`,
  )
  console.log(
    `${cpus().length} cores, load ${at(loadavg(), 0).toFixed(1)}, Node ${process.version}\n`,
  )
  console.log(
    table([
      ['what', 'figure'],
      [
        'database',
        `${gb(bytes)} GB${windows < wanted ? `, ${gb(scaled)} GB at ${wanted} splits` : ''}`,
      ],
      ...sizes.rows.map(({ name, bytes: of }) => [`… ${name}`, `${gb(of)} GB`]),
      ['publish a split, median', `${quantile(seconds, 0.5).toFixed(2)} s`],
      ['publish a split, worst', `${Math.max(...seconds).toFixed(2)} s`],
      ['publish, last 20 over first 20', (last(seconds, 20) / first(seconds, 20)).toFixed(2)],
    ]),
  )
  const lastWindow = (windows - 1) % WINDOWS_A_RUN
  await latencies(database.url, {
    run: runId,
    split: at(market.splits, lastWindow).name,
    date: at(market.dates, lastWindow * DATES + DATES / 2),
  })
} finally {
  await database.release()
  rmSync(place, { recursive: true, force: true })
}
if (!flags['no-workers']) await workerSpeedUp()

/** The result of the first split on the dates and returns of another. */
function moved(result: SplitResult, market: BenchMarket, year: number): SplitResult {
  const days = result.days.map((day, index) => {
    const t = year * DATES + index
    const returns = market.returns.slice(t * assetCount, (t + 1) * assetCount)
    const realised = day.realised && { ...day.realised, returns }
    return { ...day, date: at(market.dates, t), realised }
  })
  return { ...result, days }
}

interface Place {
  readonly run: string
  readonly split: string
  readonly date: string
}

async function latencies(url: string, { run, split, date }: Place): Promise<void> {
  const api = await startApi(url)
  try {
    const ofSplit = `split(name: "${split}", run: "${run}")`
    const questions: Readonly<Record<string, string>> = {
      'PnL of a split, 252 dates': `{ ${ofSplit} { pnl { date net } } }`,
      'residuals of a date, all assets': `{ ${ofSplit} { residualVector(date: "${date}") { values } } }`,
      'residuals of an asset, a year': `{ ${ofSplit} { residuals(assets: ["B0007"], first: 252) { edges { node { value } } } } }`,
      'betas of a date, 20 assets': `{ ${ofSplit} { betas(date: "${date}", assets: [${names(20)}]) { betas } } }`,
      'ten heaviest weights of a factor': `{ ${ofSplit} { factor(index: 3) { weights(date: "${date}", top: 10) { weight } } } }`,
      'splits of the latest run': '{ splits { name measures { netSharpe } } }',
    }
    const rows = [['query, one at a time, not from memory', 'p50 ms', 'p99 ms']]
    for (const [what, query] of Object.entries(questions)) {
      const times: number[] = []
      for (let i = 0; i < QUERIES; i++) {
        const start = performance.now()
        // Another name each time, because a cached answer would be no measurement.
        const response = await fetch(`${api.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: `query q${i} ${query}` }),
        })
        const { errors } = (await response.json()) as { errors?: { message: string }[] }
        if (errors) throw new Error(`${what}: ${at(errors, 0).message}`)
        times.push(performance.now() - start)
      }
      rows.push([what, quantile(times, 0.5).toFixed(1), quantile(times, 0.99).toFixed(1)])
    }
    console.log(`\n${table(rows)}`)
  } finally {
    await api.stop()
  }
}

function names(count: number): string {
  return Array.from({ length: count }, (_, i) => `"B${String(i).padStart(4, '0')}"`).join(', ')
}

function gb(bytes: number): string {
  return (bytes / 1e9).toFixed(2)
}

function first(values: readonly number[], count: number): number {
  return mean(values.slice(0, count))
}

function last(values: readonly number[], count: number): number {
  return mean(values.slice(-count))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return at(sorted, Math.min(sorted.length - 1, Math.floor(q * sorted.length)))
}
