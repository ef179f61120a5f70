import { isIsoDate } from '../../../lib/dates.js'
import { literal } from '../../duckdb.js'
import type { Problem } from '../../problem.js'
import { dateInFormat, formattedDate } from './date-format.js'
import { type CellFormat, FIRST_DATE } from './kinds.js'

/** A date at midnight, of any zone, or with a time of a zone that is not UTC: the local date. */
const AT_MIDNIGHT = '\\d{4}-\\d{2}-\\d{2}[ T]00:00(:00(\\.0+)?)?( ?(Z|UTC|[+-]\\d{2}(:?\\d{2})?))?'
const IN_A_ZONE =
  '\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)? ?([+-](0[1-9]|1\\d)(:?\\d{2})?|[+-]00:?(15|30|45))'
const WITH_TIME = `(${AT_MIDNIGHT}|${IN_A_ZONE})`
const IS_WITH_TIME = new RegExp(`^${WITH_TIME}$`)

/**
 * The ISO date of a text that can be read in one way only: `2020-03-31`, `2020/03/31`, `20200331`, or
 * a date with a time as pandas writes it, whose local date counts. A time of day in UTC, or without a
 * zone, may belong to another local date and is none.
 */
export function isoDateOf(
  text: string,
  { dateFormat }: Pick<CellFormat, 'dateFormat'>,
): string | null {
  const inFormat = dateFormat === undefined ? null : dateInFormat(text, dateFormat)
  if (inFormat !== null) return inFormat
  const date = plainDate(text)
  return date !== null && isIsoDate(date) ? date : null
}

/** A text in the form of a date, whether or not the date exists. */
function plainDate(text: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  if (/^\d{4}\/\d{2}\/\d{2}$/.test(text)) return text.replaceAll('/', '-')
  if (/^\d{8}$/.test(text)) return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
  return IS_WITH_TIME.test(text) ? text.slice(0, 10) : null
}

/** SQL of the date of a text column, as `isoDateOf`; null where it is none. */
export function dateExpression(
  column: string,
  { dateFormat }: Pick<CellFormat, 'dateFormat'>,
): string {
  const iso = (text: string) =>
    `case when try_cast(${text} as date)::varchar = ${text} then try_cast(${text} as date) end`
  const plain = `case length(${column})
    when 10 then ${iso(`replace(${column}, '/', '-')`)}
    when 8 then ${iso(`concat_ws('-', left(${column}, 4), substr(${column}, 5, 2), right(${column}, 2))`)}
    else case when regexp_full_match(${column}, ${literal(WITH_TIME)}) then ${iso(`left(${column}, 10)`)} end
  end`
  if (dateFormat === undefined) return plain
  return `coalesce(${iso(formattedDate(column, dateFormat))}, ${plain})`
}

export function dateProblem(text: string, format: CellFormat): Problem | null {
  if (text === '') return { problem: 'no date', remedy: 'every row needs a date as YYYY-MM-DD' }
  const date = isoDateOf(text, format)
  if (date === null && plainDate(text) !== null) {
    return { problem: 'a date that does not exist', remedy: 'correct it or remove the row' }
  }
  if (date === null) {
    return { problem: 'not an ISO date', remedy: 'write dates as YYYY-MM-DD, e.g. 2020-03-31' }
  }
  if (date > format.today) {
    return { problem: 'a date in the future', remedy: `the last date possible is ${format.today}` }
  }
  return date < FIRST_DATE
    ? { problem: `a date before ${FIRST_DATE}`, remedy: 'correct it or remove the row' }
    : null
}
