import { isIsoDate } from '../../lib/dates.js'

/**
 * Kind of the values of a column. `price`: positive and finite, or empty. `quantity`: finite and not
 * negative, or empty. `number`: finite, NaN, or empty. `date`: an ISO date that exists and is not in
 * the future. `symbol`: text, never converted.
 */
export type ColumnKind = 'date' | 'symbol' | 'price' | 'quantity' | 'number'

export interface Problem {
  readonly problem: string
  readonly remedy: string
}

const DECIMAL = /^\s*[+-]?(\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/
const FIRST_DATE = '1800-01-01'

/** SQL of the typed value of a text column, and of the condition for a bad row, as in `problemOf`. */
export function csvExpressions(
  kind: ColumnKind,
  column: string,
  today: string,
): { value: string; bad: string } {
  const number = `try_cast(${column} as double)`
  const day = `try_cast(${column} as date)`
  switch (kind) {
    case 'date':
      return {
        value: day,
        bad: `(${day}::varchar is distinct from ${column} or ${outOfRange(day, today)})`,
      }
    case 'symbol':
      return { value: trimmed(column), bad: `coalesce(${trimmed(column)} = '', true)` }
    default:
      return { value: number, bad: `(${column} is not null and ${badNumber(kind, number)})` }
  }
}

/** The same for a Parquet column of a type that `acceptsType` accepts. */
export function parquetExpressions(
  kind: ColumnKind,
  column: string,
  type: string,
  today: string,
): { value: string; bad: string } {
  if (kind === 'symbol') return csvExpressions(kind, `${column}::varchar`, today)
  if (kind === 'date' && type === 'VARCHAR') return csvExpressions(kind, column, today)
  if (kind === 'date') {
    const day = `${column}::date`
    const midnight = `${column}::timestamp = ${day}::timestamp`
    return { value: day, bad: `(not coalesce(${midnight}, false) or ${outOfRange(day, today)})` }
  }
  const number = `${column}::double`
  return { value: number, bad: `(${column} is not null and ${badNumber(kind, number)})` }
}

export function acceptsType(kind: ColumnKind, type: string): boolean {
  if (kind === 'symbol') return /^(VARCHAR|ENUM)/.test(type)
  if (kind === 'date') return /^(DATE|TIMESTAMP.*|VARCHAR)$/.test(type)
  return /^(DOUBLE|FLOAT|DECIMAL.*|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/.test(type)
}

export const TYPE_WANTED: Readonly<Record<ColumnKind, string>> = {
  date: 'a date, a timestamp at midnight, or ISO text',
  symbol: 'text',
  price: 'a floating point or integer number',
  quantity: 'a floating point or integer number',
  number: 'a floating point or integer number',
}

/** The problem of a cell and its remedy, for a message; null where there is none. */
export function problemOf(kind: ColumnKind, text: string, today: string): Problem | null {
  switch (kind) {
    case 'date':
      return dateProblem(text, today)
    case 'symbol':
      return text.trim() === ''
        ? { problem: 'no symbol', remedy: 'every row needs the symbol of its asset' }
        : null
    default:
      return text === '' ? null : numberProblem(kind, text)
  }
}

function dateProblem(text: string, today: string): Problem | null {
  if (text === '') return { problem: 'no date', remedy: 'every row needs a date as YYYY-MM-DD' }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return { problem: 'not an ISO date', remedy: 'write dates as YYYY-MM-DD, e.g. 2020-03-31' }
  }
  if (!isIsoDate(text)) {
    return { problem: 'a date that does not exist', remedy: 'correct it or remove the row' }
  }
  if (text > today) {
    return { problem: 'a date in the future', remedy: `the last date possible is ${today}` }
  }
  return text < FIRST_DATE
    ? { problem: `a date before ${FIRST_DATE}`, remedy: 'correct it or remove the row' }
    : null
}

function numberProblem(kind: ColumnKind, text: string): Problem | null {
  const what = kind === 'price' ? 'price' : kind === 'quantity' ? 'quantity' : 'value'
  const empty = 'leave the cell empty where it is not known'
  if (/^\s*[+-]?nan\s*$/i.test(text)) {
    return kind === 'number' ? null : { problem: `NaN instead of a ${what}`, remedy: empty }
  }
  if (/^\s*[+-]?inf(inity)?\s*$/i.test(text)) {
    return { problem: `an infinite ${what}`, remedy: empty }
  }
  if (!DECIMAL.test(text)) {
    const remedy = `write numbers with a decimal point and no thousands separator; ${empty}`
    return { problem: `text instead of a ${what}`, remedy }
  }
  const value = Number(text.replaceAll('_', ''))
  if (!Number.isFinite(value)) return { problem: `an infinite ${what}`, remedy: empty }
  if (kind === 'price' && value === 0) return { problem: 'a price of zero', remedy: empty }
  if (kind === 'price' && value < 0) {
    return { problem: 'a negative price', remedy: 'prices are above zero; correct it' }
  }
  if (kind === 'quantity' && value < 0) {
    return { problem: 'a negative quantity', remedy: 'correct it or leave the cell empty' }
  }
  return null
}

/** Text without spaces, tabs and no-break spaces around it. */
export function trimmed(column: string): string {
  return `trim(${column}, chr(32) || chr(9) || chr(160))`
}

function outOfRange(day: string, today: string): string {
  return `not coalesce(${day} between '${FIRST_DATE}'::date and '${today}'::date, false)`
}

function badNumber(kind: ColumnKind, number: string): string {
  if (kind === 'price') return `not coalesce(isfinite(${number}) and ${number} > 0, false)`
  if (kind === 'quantity') return `not coalesce(isfinite(${number}) and ${number} >= 0, false)`
  return `coalesce(isinf(${number}), true)`
}
