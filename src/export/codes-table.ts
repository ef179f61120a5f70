import type { OpenDatabase } from '../store/database.js'
import { vectorsBetween } from '../store/read/dated-vectors.js'
import type { ExportPart, ExportPlan } from './plan.js'
import { type Batch, COLUMNS, toBatch } from './table.js'

type Db = OpenDatabase['db']

/** Dates read at once: some 16,000 rows of a wide universe, and some milliseconds of work. */
const DATES_AT_ONCE = 16
/** The positions of the modules in the words of their column. */
const [TIME_SERIES, CROSS_SECTION] = [0, 1]
const NONE = Number.NaN

/**
 * Rows `date, module, asset, code` of the plan's dates, date by date: the code of the date, without an
 * asset, then those of assets. Where assets were asked for there is no code of the date.
 */
export async function* codesBatches(
  db: Db,
  { parts, positions }: ExportPlan,
): AsyncGenerator<Batch> {
  for (const part of parts) {
    for (let start = 0; start < part.dates.length; start += DATES_AT_ONCE) {
      const dates = part.dates.slice(start, start + DATES_AT_ONCE)
      yield toBatch(COLUMNS.codes, rowsOf(dates, await codesOn(db, part, dates), positions))
    }
  }
}

interface Codes {
  readonly ofDate: ReadonlyMap<string, Float32Array>
  readonly ofAssets: ReadonlyMap<string, Float32Array>
}

async function codesOn(
  db: Db,
  { split: { current } }: ExportPart,
  dates: readonly string[],
): Promise<Codes> {
  const [from = '', to = ''] = [dates[0], dates.at(-1)]
  const key = { contentId: current.contentId, from, to }
  const read = async (series: 'cross-section code' | 'time-series code') => {
    const [days = []] = await vectorsBetween(db, series, [key])
    return new Map(days.map(({ date, values }) => [date, values]))
  }
  return { ofDate: await read('cross-section code'), ofAssets: await read('time-series code') }
}

function rowsOf(
  dates: readonly string[],
  { ofDate, ofAssets }: Codes,
  positions: readonly number[] | null,
): (number | string | null)[][] {
  return dates.flatMap((date) => {
    const ofUniverse = positions ? [] : [[date, CROSS_SECTION, null, ofDate.get(date)?.[0] ?? NONE]]
    const codes = ofAssets.get(date) ?? new Float32Array(0)
    const ofEach = [...(positions ?? codes.keys())].map((asset) => [
      date,
      TIME_SERIES,
      asset,
      codes[asset] ?? NONE,
    ])
    return [...ofUniverse, ...ofEach].filter((row) => !Number.isNaN(row.at(-1)))
  })
}
