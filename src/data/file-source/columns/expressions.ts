import { dateExpression } from './dates.js'
import { type CellFormat, type ColumnKind, CRSP_NO_VOLUME, FIRST_DATE } from './kinds.js'

/** SQL of a cell: its typed value, whether it is bad, and what is to be reported of it. */
export interface CellExpressions {
  readonly value: string
  readonly bad: string
  /** It is 0 where that is missing. */
  readonly zero?: string
  /** It is the midpoint of bid and ask. */
  readonly midpoint?: string
}

/** Of a text column, with the same bad cells as `problemOf`; a symbol is checked after it was read. */
export function csvExpressions(
  kind: ColumnKind,
  column: string,
  format: CellFormat,
): CellExpressions {
  if (kind === 'symbol' || kind === 'text') return textExpressions(kind, column)
  if (kind === 'date') {
    const day = dateExpression(column, format)
    return { value: day, bad: outOfRange(day, format.today) }
  }
  const known = `nullif(${column}, 'null')`
  const given = kind === 'crsp-return' ? withoutLetter(known) : known
  return numberExpressions(kind, `try_cast(${decimalText(given, format)} as double)`, given)
}

/** The same for a Parquet column of a type that `acceptsType` accepts. */
export function parquetExpressions(
  kind: ColumnKind,
  column: string,
  type: string,
  format: CellFormat,
): CellExpressions {
  if (kind === 'symbol' || kind === 'text') return textExpressions(kind, `${column}::varchar`)
  if (kind === 'date' && !/^(DATE|TIMESTAMP)/.test(type)) {
    return csvExpressions(kind, `${column}::varchar`, format)
  }
  if (kind === 'date') {
    const day = `${column}::date`
    const midnight = `${column}::timestamp = ${day}::timestamp`
    const bad = `(not coalesce(${midnight}, false) or ${outOfRange(day, format.today)})`
    return { value: day, bad }
  }
  if (kind === 'crsp-return' && type === 'VARCHAR') return csvExpressions(kind, column, format)
  return numberExpressions(kind, `${column}::double`, column)
}

export function acceptsType(kind: ColumnKind, type: string): boolean {
  if (kind === 'symbol' || kind === 'text') return /^(VARCHAR|ENUM)/.test(type) || isInteger(type)
  if (kind === 'date') return /^(DATE|TIMESTAMP.*|VARCHAR)$/.test(type) || isInteger(type)
  if (kind === 'crsp-return' && type === 'VARCHAR') return true
  return /^(DOUBLE|FLOAT|DECIMAL.*)$/.test(type) || isInteger(type)
}

function isInteger(type: string): boolean {
  return /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)
}

export function typeWanted(kind: ColumnKind): string {
  if (kind === 'date') return 'a date, a timestamp at midnight, or ISO text'
  return kind === 'symbol' || kind === 'text'
    ? 'text or an integer'
    : 'a floating point or integer number'
}

function textExpressions(kind: 'symbol' | 'text', column: string): CellExpressions {
  return { value: column, bad: kind === 'symbol' ? `${column} is null` : 'false' }
}

/** `given` is the cell without what counts as empty. */
function numberExpressions(kind: ColumnKind, number: string, given: string): CellExpressions {
  const bad = (isGood: string) => `(${given} is not null and not coalesce(${isGood}, false))`
  switch (kind) {
    case 'price':
      return { value: number, bad: bad(`isfinite(${number}) and ${number} > 0`) }
    case 'quote':
      return {
        value: `nullif(${number}, 0)`,
        bad: bad(`isfinite(${number}) and ${number} >= 0`),
        zero: `coalesce(${number} = 0, false)`,
      }
    case 'midpoint':
      return {
        value: `nullif(abs(${number}), 0)`,
        bad: bad(`isfinite(${number})`),
        zero: `coalesce(${number} = 0, false)`,
        midpoint: `coalesce(${number} < 0, false)`,
      }
    case 'quantity':
      return { value: number, bad: bad(`isfinite(${number}) and ${number} >= 0`) }
    case 'crsp-volume':
      return {
        value: `nullif(${number}, ${CRSP_NO_VOLUME})`,
        bad: bad(`isfinite(${number}) and (${number} >= 0 or ${number} = ${CRSP_NO_VOLUME})`),
      }
    default:
      return { value: number, bad: bad(`not isinf(${number})`) }
  }
}

function decimalText(text: string, { decimal }: CellFormat): string {
  if (decimal === '.') return `case when contains(${text}, '_') then null else ${text} end`
  return `case when contains(${text}, '_') or contains(${text}, '.') then null else replace(${text}, ',', '.') end`
}

function withoutLetter(text: string): string {
  return `case when regexp_full_match(trim(${text}), '[A-E]') then null else ${text} end`
}

function outOfRange(day: string, today: string): string {
  return `not coalesce(${day} between '${FIRST_DATE}'::date and '${today}'::date, false)`
}
