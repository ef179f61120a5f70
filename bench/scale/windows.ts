import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at } from '../../src/lib/at.js'
import type { SplitResult } from '../../src/results.js'
import { type OpenDatabase, openDatabase } from '../../src/store/database.js'
import { migrateToLatest } from '../../src/store/migrate.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { findOrCreateRun, setRunStatus } from '../../src/store/publish/runs.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import {
  type BenchMarket,
  benchMarket,
  benchResult,
  registerMarket,
} from '../_util/sample-market.js'

export interface Sizes {
  readonly assetCount: number
  readonly factorCount: number
}

export const WINDOWS_A_RUN = 20
export const DATES = 252

export interface PublishedWindow {
  readonly runId: string
  readonly split: string
  /** In the middle of its test range. */
  readonly date: string
  readonly seconds: number
}

export interface WindowWriter {
  /** Publishes the split of a year in the run of its number, as a job does. */
  publish(window: number): Promise<PublishedWindow>
}

/** Does work on a durable database of its own; `folder` is where it lies. */
export async function withStore(
  work: (database: OpenDatabase, folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'residua-scale-'))
  chmodSync(folder, 0o755)
  const database = await openDatabase({ home: folder })
  try {
    await migrateToLatest(database.db)
    await work(database, folder)
  } finally {
    await database.release()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Registers a market of twenty years, each the test range of a split in every run. */
export async function windowWriter(
  database: OpenDatabase,
  { assetCount, factorCount }: Sizes,
): Promise<WindowWriter> {
  const { db, pool } = database
  const market = benchMarket({
    name: 'scale',
    assetCount,
    firstYear: 2000,
    yearCount: WINDOWS_A_RUN,
  })
  let runId = await registerMarket(database, market)
  const base = benchResult(market, at(market.splits, 0), 0, factorCount)
  const { rows } = await pool.query(
    'select id as "versionId", dataset_id as "datasetId" from dataset_version',
  )
  const [{ versionId, datasetId }] = rows

  const nextRun = async (run: number) => {
    await setRunStatus(db, runId, 'done')
    const strategy = 'attention-longconv'
    const identity = { datasetId, strategy, config: { run }, seeds: [1], engine: 'cpu' }
    runId = (await findOrCreateRun(db, identity)).run.id
    const { splits } = market
    await ensureSplits(db, { runId, datasetVersionId: versionId, seeds: [1], splits })
  }
  return {
    async publish(window) {
      const year = window % WINDOWS_A_RUN
      if (window > 0 && year === 0) await nextRun(window / WINDOWS_A_RUN)
      const split = at(market.splits, year)
      const result = { ...moved(base, market, year), split }
      const start = performance.now()
      await publishSplit(pool, { runId, result })
      const seconds = (performance.now() - start) / 1000
      await setRunStatus(db, runId, 'done')
      return { runId, split: split.name, date: at(market.dates, (year + 0.5) * DATES), seconds }
    },
  }
}

/** The result of the first split on the dates and returns of another. */
function moved(result: SplitResult, market: BenchMarket, year: number): SplitResult {
  const { length } = market.assets
  const days = result.days.map((day, index) => {
    const t = year * DATES + index
    const returns = market.returns.slice(t * length, (t + 1) * length)
    const realised = day.realised && { ...day.realised, returns }
    return { ...day, date: at(market.dates, t), realised }
  })
  return { ...result, days }
}
