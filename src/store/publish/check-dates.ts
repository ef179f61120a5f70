import type { SplitResult } from '../../results.js'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import { invalid } from './invalid-result.js'

/** Throws unless the dates that happened are exactly the dataset's trading dates. */
export async function checkDates(
  { db }: Transaction,
  { datasetId }: StoredSplit,
  result: SplitResult,
): Promise<void> {
  const dates = result.days.filter(({ realised }) => realised).map(({ date }) => date)
  const [first, last] = [dates[0], dates.at(-1)]
  if (first === undefined || last === undefined) return
  const rows = await db
    .selectFrom('return_day')
    .select('date')
    .where('dataset_id', '=', datasetId)
    .where('date', '>=', first)
    .where('date', '<=', last)
    .orderBy('date')
    .execute()
  const length = Math.max(rows.length, dates.length)
  const at = Array.from({ length }, (_, i) => i).find((i) => rows[i]?.date !== dates[i])
  if (at === undefined) return
  const [found, expected] = [dates[at] ?? 'no date', rows[at]?.date ?? 'none']
  throw invalid(result, `it has ${found} where the dataset's trading date is ${expected}`)
}
