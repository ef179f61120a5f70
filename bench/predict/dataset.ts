import { marketArrays } from '../../src/characteristics/market-data.js'
import { writeSection } from '../_util/markdown.js'
import { type OpenedRows, type WalkForwardValues, withRows } from '../walk-forward/open.js'
import { writtenBy } from '../walk-forward/page.js'
import type { RunRow } from '../walk-forward/runs.js'
import { lightgbmRankICs } from './lightgbm.js'
import { barsOf, type PredictPage, predictPage } from './page.js'
import { PREDICT_ROWS, WITHHELD_ID, WITHHELD_NAMES } from './plan.js'
import { ridgeRankICs } from './ridge-check.js'
import { robustFeatures } from './robust-z.js'
import { robustnessOf } from './robustness.js'
import { summaryOf } from './yearly.js'

export interface DatasetOptions extends WalkForwardValues {
  readonly python?: string
  readonly out: string
}

const SEQUENCE = { include: ['sequence'], exclude: [] }

/** Runs, measures and writes the predictors' part of the results. Whether every bar holds. */
export async function runDataset(
  options: DatasetOptions,
  print: (line: string) => void,
): Promise<boolean> {
  let held = true
  await withRows(options, PREDICT_ROWS, async (opened) => {
    const page = await measured(opened, options, print)
    const text = predictPage(page)
    writeSection(options.out, 'bench:predict', text)
    print(text)
    held = barsOf(page).every(({ holds }) => holds)
    process.stderr.write(`Written: ${options.out}\n`)
  })
  return held
}

async function measured(
  opened: OpenedRows<RunRow>,
  { python }: DatasetOptions,
  print: (line: string) => void,
): Promise<PredictPage> {
  const { panel, from, to, rows } = opened
  const years = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const market = marketArrays(panel, { selection: SEQUENCE })
  const ridgeOn = (features: Float32Array) => summaryOf(ridgeRankICs(market, features, years).now)
  const withheld = rows.find(({ row, series }) => row.id === WITHHELD_ID && series !== null)
  return {
    ...opened,
    ridge: {
      robust: ridgeOn(robustFeatures(panel, market)),
      ranks: ridgeOn(market.characteristics.values),
    },
    lightgbm: python ? await lightgbmRankICs(market, years, { python, print }) : null,
    robustness: withheld?.series
      ? await robustnessOf(opened.db, withheld.series.splits, market, WITHHELD_NAMES)
      : null,
    ...writtenBy('bench:predict'),
  }
}
