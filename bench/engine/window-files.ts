import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MarketArrays, marketArrays } from '../../src/characteristics/market-data.js'
import { ingestFiles } from '../../src/data/dataset/ingest.js'
import { loadPanel } from '../../src/data/dataset/load-panel.js'
import { at } from '../../src/lib/at.js'
import type { Split } from '../../src/results.js'
import { walkForwardSplits } from '../../src/walkforward/splits.js'
import { marketFiles } from '../pipeline/files.js'

/** The market of one split, as JSON and arrays of float32: the input of both sides of the comparison. */
interface WindowFile {
  readonly dates: readonly string[]
  readonly assets: readonly string[]
  readonly nextDate: string
  readonly definitions: MarketArrays['characteristics']['definitions']
  readonly split: Split
  /** The first row of the test range; those before it are the train range. */
  readonly testRow: number
}

export interface WindowMarket {
  readonly arrays: MarketArrays
  readonly split: Split
  readonly testRow: number
}

/** The split that tests a year, with the assets in its universe on any date. */
export async function windowMarket(folder: string, year: string) {
  const scratch = mkdtempSync(join(tmpdir(), 'residua-bench-'))
  try {
    const { what, ...files } = marketFiles(folder, scratch)
    const { dataset } = await ingestFiles({ ...files, home: scratch })
    const arrays = marketArrays(await loadPanel(dataset.path))
    const splits = walkForwardSplits({ dates: arrays.dates, nextDate: arrays.nextDate })
    const split = splits.find(({ test }) => test.from.startsWith(year))
    if (!split) throw new Error(`no split tests ${year}`)
    return { what, ...cut(arrays, split) }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function cut(arrays: MarketArrays, split: Split): WindowMarket {
  const { dates, assets, characteristics } = arrays
  const from = dates.findIndex((date) => date >= split.train.from)
  const until = dates.findLastIndex((date) => date <= split.test.to) + 1
  const [width, m] = [assets.length, characteristics.definitions.length]
  const inWindow = (column: number) => {
    for (let t = from; t <= until; t++) if (arrays.universe[t * width + column]) return true
    return false
  }
  const columns = assets.flatMap((_, column) => (inWindow(column) ? [column] : []))
  const pick = <T extends Float64Array | Float32Array | Uint8Array>(
    values: T,
    rows: number,
    each: number,
    picked: T,
  ): T => {
    let to = 0
    for (let t = from; t < from + rows; t++) {
      for (const column of columns) {
        const cell = (t * width + column) * each
        for (let j = 0; j < each; j++) picked[to++] = at(values, cell + j)
      }
    }
    return picked
  }
  const [rows, n] = [until - from, columns.length]
  const days = dates.slice(from, until)
  return {
    split,
    testRow: days.findIndex((date) => date >= split.test.from),
    arrays: {
      dates: days,
      assets: columns.map((column) => at(assets, column)),
      nextDate: dates[until] ?? arrays.nextDate,
      sectors: [],
      sectorOf: new Int32Array(n).fill(-1),
      returns: pick(arrays.returns, rows, 1, new Float64Array(rows * n)),
      universe: pick(arrays.universe, rows + 1, 1, new Uint8Array((rows + 1) * n)),
      market: arrays.market.slice(from, until),
      characteristics: {
        definitions: characteristics.definitions,
        values: pick(characteristics.values, rows + 1, m, new Float32Array((rows + 1) * n * m)),
      },
    },
  }
}

/** In addition to the input of bench/engine/torch-step.py. */
export function writeWindow(folder: string, { arrays, split, testRow }: WindowMarket): void {
  const { dates, assets, nextDate, characteristics } = arrays
  const { definitions } = characteristics
  const file: WindowFile = { dates, assets, nextDate, definitions, split, testRow }
  writeFileSync(join(folder, 'window.json'), JSON.stringify(file))
}

export function readWindow(folder: string): WindowMarket {
  const file = JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8')) as WindowFile
  const { dates, assets, nextDate, definitions, split, testRow } = file
  const read = (name: string) => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `${name}.f32`))
    return new Float32Array(buffer, byteOffset, byteLength / 4)
  }
  return {
    split,
    testRow,
    arrays: {
      dates,
      assets,
      nextDate,
      sectors: [],
      sectorOf: new Int32Array(assets.length).fill(-1),
      returns: Float64Array.from(read('returns')),
      universe: Uint8Array.from(read('universe')),
      market: Float64Array.from(read('market')),
      characteristics: { definitions, values: read('values') },
    },
  }
}
