import { lastClosesOf } from '../../jobs/market/load-market.js'
import { keptColumns } from '../../src/characteristics/kept/kept-columns.js'
import {
  type MarketArrays,
  marketBase,
  withCharacteristics,
} from '../../src/characteristics/market-data.js'
import { loadPanel } from '../../src/data/dataset/load-panel.js'
import type { Stopwatch } from './steps.js'

export interface TimedMarket {
  readonly arrays: MarketArrays
  readonly lastCloses: Float64Array
}

/**
 * Loads a dataset as the first strategy on it does, which keeps prices and characteristics in the folder, or,
 * with `again`, as the second one does, which reads them. Nothing of the prices stays in memory.
 */
export async function timedMarket(
  watch: Stopwatch,
  folder: string,
  { rows, again = '' }: { readonly rows: number; readonly again?: ' again' | '' },
): Promise<TimedMarket> {
  const log = (line: string) => void process.stderr.write(`${line}\n`)
  const base = await watch.time(`load${again}`, 'prices', async () => {
    return { value: marketBase(await loadPanel(folder, { keep: log })), rows }
  })
  const store = keptColumns({ ...base.arrays, panel: base.panel }, { folder, log })
  const arrays = await watch.time(`characteristics${again}`, 'prices', async () => {
    return { value: withCharacteristics(base, { store }), rows }
  })
  return { arrays, lastCloses: lastClosesOf(base.panel) }
}
