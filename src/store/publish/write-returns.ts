import { UserError } from '../../lib/errors.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import type { Transaction } from '../transaction.js'
import type { DatasetRegistration } from './dataset-registration.js'

/** Writes the returns of new dates; of all dates from the first that was restated or gained an asset. */
export async function writeReturns(
  transaction: Transaction,
  datasetId: number,
  registration: DatasetRegistration,
  positions: ReadonlyMap<string, number>,
): Promise<void> {
  const { returns } = registration
  const from = writtenFrom(registration)
  if (from !== null) await deleteReturns(transaction, datasetId, from)
  const after = await lastReturnDate(transaction, datasetId)
  const columns = returns.assets.map((symbol) => {
    const position = positions.get(symbol)
    if (position === undefined) throw new UserError(`returns of unknown asset ${symbol}`)
    return position
  })
  await copyRows(transaction.client, {
    table: 'return_day',
    columns: { dataset_id: 'int4', date: 'date', market: 'float8', v: 'float8[]' },
    rows: returnRows(datasetId, returns, { columns, length: positions.size, after }),
  })
}

/** The first date that is written again: that of a restatement, or of the past of a new asset. */
export function writtenFrom({
  restatedFrom,
  addedFrom = null,
}: Pick<DatasetRegistration, 'restatedFrom' | 'addedFrom'>): string | null {
  return earlier(restatedFrom, addedFrom)
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}

async function deleteReturns({ db }: Transaction, datasetId: number, from: string): Promise<void> {
  await db
    .deleteFrom('return_day')
    .where('dataset_id', '=', datasetId)
    .where('date', '>=', from)
    .execute()
}

/** The last date with returns; before all others where there is none. */
async function lastReturnDate({ db }: Transaction, datasetId: number): Promise<string> {
  const { last } = await db
    .selectFrom('return_day')
    .select(({ fn }) => fn.max('date').as('last'))
    .where('dataset_id', '=', datasetId)
    .executeTakeFirstOrThrow()
  return last ?? ''
}

interface ReturnRows {
  /** The position on the axis of each asset of the returns. */
  readonly columns: readonly number[]
  /** Of the axis. */
  readonly length: number
  readonly after: string
}

function* returnRows(
  datasetId: number,
  { dates, values, market }: DatasetRegistration['returns'],
  { columns, length, after }: ReturnRows,
): Generator<CopyValue[]> {
  for (const [t, date] of dates.entries()) {
    if (date <= after) continue
    const row = new Float64Array(length).fill(Number.NaN)
    const start = t * columns.length
    for (const [i, position] of columns.entries()) row[position] = values[start + i] ?? Number.NaN
    yield [datasetId, date, market[t] ?? null, row]
  }
}
