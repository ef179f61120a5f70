import { isIsoDate } from '../../../lib/dates.js'
import { UserError } from '../../../lib/errors.js'
import { literal } from '../../duckdb.js'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Patterns of the directives of `strptime` that are understood. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<yy>\\d{2})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  b: '(?<mon>[A-Za-z]{3})',
  B: '(?<month>[A-Za-z]{3,9})',
  H: '\\d{1,2}',
  I: '\\d{1,2}',
  M: '\\d{1,2}',
  S: '\\d{1,2}',
  f: '\\d{1,9}',
  p: '[AaPp][Mm]',
  z: '[+-]\\d{2}(?::?\\d{2})?',
  A: '[A-Za-z]+',
  a: '[A-Za-z]{3}',
  '%': '%',
}

/** Refuses a format that lacks a part of the date, or has a directive that is not understood. */
export function assertDateFormat(format: string): void {
  const unknown = [...format.matchAll(/%(.?)/g)].find(([, one = '']) => !(one in DIRECTIVES))
  if (unknown) {
    throw new UserError(
      `--date-format "${format}": "${unknown[0]}" is not known; use ${known()}, e.g. --date-format %d/%m/%Y`,
    )
  }
  const has = (...directives: string[]) => directives.some((one) => format.includes(`%${one}`))
  if (has('Y', 'y') && has('m', 'b', 'B') && has('d')) return
  throw new UserError(
    `--date-format "${format}" needs a year, a month and a day, e.g. --date-format %d/%m/%Y`,
  )
}

function known(): string {
  return Object.keys(DIRECTIVES)
    .map((one) => `%${one}`)
    .join(' ')
}

/** A pattern of the texts of a format, with groups for the parts of the date. */
function patternOf(format: string): RegExp {
  const parts = format.split(/(%.)/)
  const source = parts.map((part) =>
    part.startsWith('%') && part.length === 2
      ? (DIRECTIVES[part.slice(1)] ?? part)
      : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${source.join('')}$`)
}

/** The ISO date of a text in a format, as it is written there (no zone is applied); null where it is none. */
export function dateInFormat(text: string, format: string): string | null {
  const parts = patternOf(format).exec(text.trim())?.groups
  if (!parts) return null
  const month = parts.m ?? monthOf(parts.mon ?? parts.month ?? '')
  const date = `${yearOf(parts)}-${month.padStart(2, '0')}-${(parts.d ?? '').padStart(2, '0')}`
  return isIsoDate(date) ? date : null
}

function monthOf(name: string): string {
  return String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1)
}

/** Two digits up to 68 are of this century, as in POSIX. */
function yearOf({ Y, yy = '' }: Readonly<Record<string, string>>): string {
  return Y ?? (Number(yy) <= 68 ? `20${yy}` : `19${yy}`)
}

/** SQL of what `dateInFormat` computes, before it is known to exist. */
export function formattedDate(column: string, format: string): string {
  const { source } = patternOf(format)
  const names = [...source.matchAll(/\(\?<(\w+)>/g)].map(([, name = '']) => name)
  const pattern = source.replaceAll(/\(\?<\w+>/g, '(')
  const list = names.map(literal).join(', ')
  const part = (name: string) =>
    `regexp_extract(trim(${column}), ${literal(pattern)}, [${list}]).${name}`
  const year = names.includes('Y')
    ? part('Y')
    : `(case when ${part('yy')} <= '68' then '20' else '19' end || ${part('yy')})`
  const name = names.includes('mon') ? 'mon' : 'month'
  const months = MONTHS.map(literal).join(', ')
  const month = names.includes('m')
    ? part('m')
    : `list_position([${months}], lower(left(${part(name)}, 3)))::varchar`
  return `concat_ws('-', ${year}, lpad(${month}, 2, '0'), lpad(${part('d')}, 2, '0'))`
}
