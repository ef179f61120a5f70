import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backtest } from '../../jobs/tasks/backtest/backtest.js'
import { ingest } from '../../jobs/tasks/data/ingest.js'
import { toConfig } from '../../src/config.js'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { throwawayDatabase } from '../_util/servers.js'

const MARKET = { seed: 1, assets: 300, from: '2007-01-03', to: '2015-12-31' } as const
const RUN = { strategy: 'attention-longconv', trainYears: 4, seedCount: 1 } as const

/**
 * The same splits, of realistic size, trained by one worker and by two: seconds and the speed-up of
 * two.
 */
export async function workerSpeedUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'residua-workers-'))
  const database = await throwawayDatabase()
  try {
    writeSyntheticMarket(join(folder, 'market'), MARKET)
    const config = toConfig({ RESIDUA_HOME: join(folder, 'home'), RESIDUA_ENGINE: 'wasm' })
    const { db, pool } = database
    const session = { config, db, pool, signal: new AbortController().signal }
    await ingest(session, { name: 'market', files: [join(folder, 'market', 'prices.csv')] })
    const seconds: number[] = []
    let count = 0
    for (const workers of [1, 2]) {
      const start = performance.now()
      // Another seed makes another run, so no result is reused.
      const outcome = await backtest(session, { ...RUN, seed: workers, workers })
      const [failure] = outcome.failed
      if (failure) throw new Error(failure.reason)
      count = outcome.published.length
      seconds.push((performance.now() - start) / 1000)
    }
    const [one = Number.NaN, two = Number.NaN] = seconds
    console.log(
      `\n${count} splits of ${RUN.strategy}: ${one.toFixed(1)} s with one worker, ` +
        `${two.toFixed(1)} s with two: ${(one / two).toFixed(2)} times as fast`,
    )
  } finally {
    await database.release()
    rmSync(folder, { recursive: true, force: true })
  }
}
