import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { MarketArrays } from '../../src/characteristics/market-data.js'
import { at } from '../../src/lib/at.js'
import { DEFAULT_RIDGE } from '../../src/model/ridge-predictor.js'
import { labels } from '../../src/training/labels.js'
import { type DailyRankICs, dailyRankICs, yearRows } from './yearly.js'

/** Chosen before any run and not tuned. */
export const LIGHTGBM_SETTINGS = {
  num_iterations: 100,
  learning_rate: 0.05,
  num_leaves: 31,
  min_data_in_leaf: 1000,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  feature_fraction: 0.8,
} as const

export interface LightgbmResult extends DailyRankICs {
  readonly version: string
  /** Processor seconds of all fits, one thread. */
  readonly seconds: number
}

/** Rank ICs of LightGBM on the ranks and normal scores that our predictors learn from. */
export async function lightgbmRankICs(
  market: MarketArrays,
  years: readonly number[],
  { python, print }: { readonly python: string; readonly print: (line: string) => void },
): Promise<LightgbmResult> {
  const folder = mkdtempSync(join(tmpdir(), 'residua-lightgbm-'))
  const rows = years.map((year) => yearRows(market.dates, year))
  try {
    writeInputs(folder, market, rows)
    let [seconds, version] = [0, '']
    const script = join(process.cwd(), 'bench', 'predict', 'lightgbm-peer.py')
    for await (const line of linesOf(python, [script, folder])) {
      const done: { year: number; seconds: number; version: string } = JSON.parse(line)
      print(`LightGBM ${done.year}: ${done.seconds.toFixed(0)} s`)
      seconds += done.seconds
      version = done.version
    }
    const bytes = readFileSync(join(folder, 'scores.f32'))
    const scores = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    const width = market.assets.length
    const daily = dailyRankICs(market, rows, (t, columns) =>
      Array.from(columns, (i) => at(scores, t * width + i)),
    )
    return { ...daily, seconds, version }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeInputs(
  folder: string,
  market: MarketArrays,
  rows: readonly ReturnType<typeof yearRows>[],
): void {
  const targets = labels(market)
  writeFileSync(join(folder, 'values.f32'), market.characteristics.values)
  writeFileSync(join(folder, 'labels.f32'), targets)
  const shape = {
    dates: market.dates.length,
    assets: market.assets.length,
    features: market.characteristics.definitions.length,
    lags: DEFAULT_RIDGE.lags,
    years: rows,
    settings: LIGHTGBM_SETTINGS,
  }
  writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape))
}

async function* linesOf(command: string, args: readonly string[]): AsyncGenerator<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  yield* createInterface({ input: child.stdout })
  const code = await ended
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}`)
}
