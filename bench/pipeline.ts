import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SplitTask } from '../jobs/pool/split-task.js'
import { toRunConfig } from '../jobs/tasks/backtest/run-config.js'
import { ingest } from '../jobs/tasks/data/ingest.js'
import { type MarketArrays, marketData } from '../src/characteristics/market-data.js'
import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import type { MarketData } from '../src/data/source.js'
import { first } from '../src/lib/at.js'
import { strategyByName } from '../src/registry/registry.js'
import type { DayResult, EngineInfo, Split, SplitResult } from '../src/results.js'
import { storedSeries } from '../src/series.js'
import { openDatabase } from '../src/store/database.js'
import { migrateToLatest } from '../src/store/migrate.js'
import { publishSplit } from '../src/store/publish/publish.js'
import { findOrCreateRun } from '../src/store/publish/runs.js'
import { ensureSplits } from '../src/store/publish/splits.js'
import { RollingPca } from '../src/strategy/residual/rolling-pca.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import type { CheckpointStore, TrainedSeed } from '../src/walkforward/checkpoints.js'
import { runSplit } from '../src/walkforward/run.js'
import { walkForwardSplits } from '../src/walkforward/splits.js'
import { table, writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { marketFiles } from './pipeline/files.js'
import { timedMarket } from './pipeline/market.js'
import { Stopwatch, stepTable } from './pipeline/steps.js'
import { type SideBySide, windowsSideBySide } from './pipeline/workers.js'

/**
 * Times each part of the pipeline from price files to a published split, on one thread:
 *
 *     npm run bench:pipeline -- [--data FOLDER] [--factors 30] [--epochs 15] [--year 2008]
 *                               [--workers 2] [--assets N] [--write]
 *
 * Ingests the files of FOLDER (by default `../shared/data`; a synthetic market of the same size where
 * they are not there), loads them and computes all characteristics, both a second time from what the first
 * kept, computes rolling PCA over all dates, trains, scores and
 * publishes one split of attention-longconv, then decides the split's last date as a live day:
 * with its market in memory, its engine open and its parameters in a checkpoint. Then the pool computes
 * two splits with one worker and with two (`--workers 0`: skipped). `--assets N` takes a synthetic market of
 * N assets over twelve and a half years, K = 8 and the test year 2011 by default, and leaves out rolling PCA
 * and the pool; 10,000 assets take 8 GB of disk. `--write` puts the tables into
 * docs/performance.md.
 */
const options = benchOptions(
  'bench:pipeline',
  'Times each part of the pipeline from price files to a published split, on one thread.',
  {
    data: {
      type: 'string',
      default: join('..', 'shared', 'data'),
      what: 'price files; a synthetic market of the same size where they are not there',
    },
    assets: {
      type: 'string',
      what: 'assets of a synthetic market of twelve and a half years, without rolling PCA and pool',
    },
    factors: { type: 'string', what: 'factors (default: 30; with --assets: 8)' },
    epochs: { type: 'string', default: '15', what: 'epochs of training' },
    year: { type: 'string', what: 'test year (default: 2008; with --assets: 2011)' },
    workers: { type: 'string', default: '2', what: 'workers that race one; 0: none' },
    write: { type: 'boolean', what: 'put the tables into docs/performance.md' },
  },
)
const STRATEGY = 'attention-longconv'
const assets = options.assets === undefined ? null : Number(options.assets)
const factorCount = Number(options.factors ?? (assets === null ? 30 : 8))
const year = options.year ?? (assets === null ? '2008' : '2011')
const epochs = Number(options.epochs)
const WINDOW = 252
const WORKERS = assets === null ? Number(options.workers) : 0

/** The time limit of a step, in seconds. */
const TARGETS: Readonly<Record<string, number>> = {
  characteristics: 10,
  'rolling PCA': 60,
  publication: 1,
  'live day': 2,
}
/** Postgres does its part in separate processes. */
const NOT_OURS_ALONE = 'publication'

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'residua-pipeline-'))
  presetForTensorFlow()
  const watch = new Stopwatch()
  try {
    const market = marketFiles(options.data, home, assets)
    const config = { ...toConfig(readEnv()), home, databaseUrl: null }
    await using database = await opened(home)
    const { db, pool } = database
    const session = { config, db, pool, signal: new AbortController().signal }

    const ingested = await watch.time('ingest', 'prices', async () => {
      const outcome = await ingest(session, { ...market, name: 'bench' })
      return { value: outcome, rows: outcome.addedRows }
    })
    const rows = ingested.addedRows
    const { path } = ingested.dataset
    await timedMarket(watch, path, { rows })
    const { arrays, lastCloses } = await timedMarket(watch, path, { rows, again: ' again' })
    if (assets === null) await watch.time('rolling PCA', 'dates', async () => rollingPca(arrays))

    const data = marketData(arrays)
    const splits = walkForwardSplits({ dates: arrays.dates, nextDate: arrays.nextDate })
    const split = splits.find(({ test }) => test.from.startsWith(year))
    if (!split) throw new Error(`no split tests ${year}`)
    const { engine: asked, engineFolder: folder, engineThreads: threads } = config
    const engine = await openEngine(asked, { folder, threads })
    const compute = windowOf({ data, split, engine, lastCloses })

    await watch.time('training', 'stock-days', () => compute.train())
    const result = await watch.time('scoring', 'stock-days', () => compute.score(split))
    const datasetVersionId = ingested.registered.versionId
    const { run } = await findOrCreateRun(db, {
      datasetId: ingested.registered.datasetId,
      strategy: STRATEGY,
      config: toRunConfig(await compute.config(), { trainYears: 8, testYears: 1, purge: 0 }),
      seeds: [1],
      engine: engine.name,
      engineInfo: engine,
      commit: null,
      promotable: true,
    })
    await ensureSplits(db, { runId: run.id, datasetVersionId, seeds: [1], splits: [split] })
    await watch.time('publication', 'numbers', async () => {
      await publishSplit(pool, { runId: run.id, datasetVersionId, result })
      return { value: null, rows: numbersIn(result) }
    })
    const last = { ...split, test: { ...split.test, from: split.test.to } }
    await watch.time('live day', 'stock-days', () => compute.score(last))
    const tasks = splits.slice(0, WORKERS).map(
      (window): SplitTask => ({
        arrays,
        strategy: STRATEGY,
        config: { factorCount, epochs },
        split: window,
        seeds: [1],
        engine: engine.name,
        engineOptions: { folder, threads: 1 },
        checkpointFolder: home,
        cacheFolder: home,
        lastCloses,
      }),
    )
    const text = report(market.what, engine, split, watch)
    print(text)
    const lanes = WORKERS > 1 ? await windowsSideBySide(tasks, home, { workers: WORKERS }) : []
    if (lanes.length > 0) print(laneTable(lanes))
    if (options.write) {
      const both = lanes.length > 0 ? `${text}\n\n${laneTable(lanes)}` : text
      const section = assets === null ? 'bench:pipeline' : `bench:pipeline --assets ${assets}`
      writeSection(join('docs', 'performance.md'), section, both)
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function opened(home: string) {
  const database = await openDatabase({ home })
  await migrateToLatest(database.db)
  return { ...database, [Symbol.asyncDispose]: () => database.release() }
}

/** Factors of every date that has a whole window before it. */
async function rollingPca(arrays: MarketArrays) {
  const pca = new RollingPca({ factorCount, window: WINDOW, loadingWindow: WINDOW }, null)
  let covered = 0
  for (let t = WINDOW; t <= arrays.dates.length; t++) {
    covered += pca.at(arrays, t).covered.reduce((sum, one) => sum + one, 0)
  }
  const dates = arrays.dates.length + 1 - WINDOW
  process.stderr.write(`  ${Math.round(covered / dates)} assets covered a date in the mean\n`)
  return { value: null, rows: dates }
}

interface WindowInputs {
  readonly data: MarketData
  readonly split: Split
  readonly engine: EngineInfo
  readonly lastCloses: Float64Array
}

/** Training and scoring of one split separately: the seed is kept in memory between them. */
function windowOf({ data, split, engine, lastCloses }: WindowInputs) {
  const kept = new Map<number, TrainedSeed>()
  const checkpoints: CheckpointStore = {
    load: async (_split, seed) => kept.get(seed) ?? null,
    save: async (_split, seed, _hash, trained) => void kept.set(seed, trained),
  }
  const configOf = async () => (await strategyByName(STRATEGY)).parseConfig({ factorCount, epochs })
  const run = async (scored: Split): Promise<SplitResult> =>
    runSplit({
      market: data,
      strategy: await strategyByName(STRATEGY),
      config: await configOf(),
      split: scored,
      seeds: [1],
      checkpoints,
      engine,
      lastCloses,
      signal: new AbortController().signal,
    })
  const stockDays = (from: string, to: string): number => {
    const view = data.asOf(data.dates.findLast((date) => date <= to) ?? to)
    const row = view.dates.findIndex((date) => date >= from) * view.assets.length
    return view.universe
      .subarray(row, view.dates.length * view.assets.length)
      .reduce((a, b) => a + b, 0)
  }
  return {
    config: configOf,
    async train() {
      const none = { ...split, test: { from: split.train.to, to: split.train.from } }
      const { training } = await run(none)
      const rows = stockDays(split.train.from, split.train.to) * training.length
      return { value: null, rows }
    },
    async score(scored: Split) {
      const result = await run(scored)
      return { value: result, rows: stockDays(scored.test.from, scored.test.to) }
    },
  }
}

/** Every value of a split that is written to its own table. */
function numbersIn({ days }: SplitResult): number {
  const numbersOn = (day: DayResult) =>
    storedSeries().reduce((sum, series) => sum + (series.valuesOf(day)?.length ?? 0), 0)
  return days.reduce((sum, day) => sum + numbersOn(day), 0)
}

function laneTable(lanes: readonly SideBySide[]): string {
  const rows = lanes.map(({ workers, seconds, speedUp }) => [
    `${WORKERS} splits of ${epochs} epochs, ${workers} at a time`,
    `${seconds.toFixed(1)} s`,
    `${speedUp.toFixed(2)} ×`,
  ])
  return table([['the pool', 'median of three', 'as fast'], ...rows])
}

function report(what: string, engine: EngineInfo, split: Split, watch: Stopwatch): string {
  const load = first(loadavg())
  const asked = watch.steps.flatMap(({ name, seconds, cpuSeconds }) => {
    const target = TARGETS[name]
    if (target === undefined) return []
    const least = name === NOT_OURS_ALONE ? seconds : cpuSeconds
    const otherwise = least <= target ? 'holds in processor time' : 'MISSED'
    const verdict = seconds <= target ? 'holds' : otherwise
    return [[`${name} ≤ ${target} s`, `${seconds.toFixed(2)} s`, verdict]]
  })
  return [
    table(stepTable(watch.steps)),
    '',
    table([['asked', 'measured', ''], ...asked]),
    '',
    `${what}; split ${split.name}, K = ${factorCount}, ${epochs} epochs of training, one seed, one thread; ` +
      `engine ${engine.name} (${engine.device}), Node ${process.version}; ${availableParallelism()} cores ` +
      `(${first(cpus()).model}), load ${load.toFixed(1)}. Rows of training count every epoch; publication is ` +
      'the transaction; CPU s is this process’s, all its threads.',
  ].join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`)
}

await main()
