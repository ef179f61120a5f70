import { UserError } from '../../lib/errors.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import type { Transaction } from '../transaction.js'
import type { DailyPrices } from './daily-prices.js'

export interface PricesToWrite {
  readonly prices: DailyPrices
  /** The first date that is written again; null where only new dates are written. */
  readonly from: string | null
  /** By symbol, on the asset axis. */
  readonly positions: ReadonlyMap<string, number>
}

/** Writes closes and dollar volumes of the dates from `from` on, and of those after the last stored one. */
export async function writePrices(
  { client, db }: Transaction,
  datasetId: number,
  { prices, from, positions }: PricesToWrite,
): Promise<void> {
  if (from !== null) {
    await db
      .deleteFrom('price_day')
      .where('dataset_id', '=', datasetId)
      .where('date', '>=', from)
      .execute()
  }
  const { last } = await db
    .selectFrom('price_day')
    .select(({ fn }) => fn.max('date').as('last'))
    .where('dataset_id', '=', datasetId)
    .executeTakeFirstOrThrow()
  await copyRows(client, {
    table: 'price_day',
    columns: { dataset_id: 'int4', date: 'date', close: 'float4[]', dollar_volume: 'float4[]' },
    rows: priceRows(datasetId, prices, { positions, after: last ?? '' }),
  })
}

interface PriceRows {
  readonly positions: ReadonlyMap<string, number>
  readonly after: string
}

function* priceRows(
  datasetId: number,
  { dates, assets, close, volume }: DailyPrices,
  { positions, after }: PriceRows,
): Generator<CopyValue[]> {
  const columns = assets.map((symbol) => {
    const position = positions.get(symbol)
    if (position === undefined) throw new UserError(`prices of unknown asset ${symbol}`)
    return position
  })
  for (const [t, date] of dates.entries()) {
    if (date <= after) continue
    const closes = new Float32Array(positions.size).fill(Number.NaN)
    const dollars = new Float32Array(positions.size).fill(Number.NaN)
    for (const [i, position] of columns.entries()) {
      const cell = t * assets.length + i
      const price = positive(close[cell])
      closes[position] = price
      dollars[position] = positive(price * (volume[cell] ?? Number.NaN))
    }
    yield [datasetId, date, closes, dollars]
  }
}

const LARGEST = 1e37

/** Missing where it is no positive number that fits. */
function positive(value = Number.NaN): number {
  return value > 0 && value < LARGEST ? value : Number.NaN
}
