import { TRADING_DAYS } from '../accounts/moments.js'
import type { BlockRange } from './blocks.js'

/** Rows of a view that are trained on, `first … validateFrom − 1`; those up to `end` only validate. */
export interface TrainingRows {
  readonly first: number
  readonly end: number
  readonly validateFrom: number
}

/** How rows are cut into steps. */
export interface RowSettings {
  readonly lookback: number
  readonly trainingLag: number
  readonly blockDays: number
  readonly validationYears: number
}

/** Rows `first … end − 1`, the last years of them for validation. */
export function trainingRows(
  { first, end }: Pick<TrainingRows, 'first' | 'end'>,
  { validationYears }: Pick<RowSettings, 'validationYears'>,
): TrainingRows {
  return { first, end, validateFrom: end - validationYears * TRADING_DAYS }
}

/** Dates that either part has, where they are fewer than one step needs; null where all is well. */
export function tooFewRows(
  { first, end, validateFrom }: TrainingRows,
  settings: RowSettings,
): number | null {
  const validated = validateFrom < end ? [end - validateFrom] : []
  const short = [validateFrom - first, ...validated].find((dates) => dates < stepDates(settings))
  return short === undefined ? null : Math.max(0, short)
}

/** Dates before those that count: looked back on, the one that opens, those until a book is held. */
export function openingDates({ lookback, trainingLag }: RowSettings): number {
  return lookback + 1 + trainingLag
}

/** Dates that a step holds. */
export function stepDates(settings: RowSettings): number {
  return openingDates(settings) + settings.blockDays
}

/** What blocks may begin in: each has its opening dates before it. */
export function trainedBlocks(
  { first, validateFrom }: TrainingRows,
  settings: RowSettings,
): BlockRange {
  const { blockDays } = settings
  return { first: first + openingDates(settings), end: validateFrom, blockDays }
}

/** The same of the rows that validate; empty where there are none. */
export function validationBlocks(
  { validateFrom, end }: TrainingRows,
  settings: RowSettings,
): BlockRange {
  const { blockDays } = settings
  return { first: validateFrom + openingDates(settings), end, blockDays }
}
