import type { Problem } from '../../problem.js'
import { type ColumnKind, CRSP_NO_VOLUME } from './kinds.js'

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/
const EMPTY = 'leave the cell empty where it is not known'

/** Letters of CRSP for a return that is missing. */
const CRSP_LETTER = /^[A-E]$/

/** The problem of the text of a number; null where there is none. */
export function numberProblem(kind: ColumnKind, given: string, decimal: '.' | ','): Problem | null {
  if (isMissing(kind, given)) return null
  const what = wordOf(kind)
  const text = decimal === ',' ? withPoint(given) : given
  if (/^\s*[+-]?nan\s*$/i.test(text)) {
    const isNumber = kind === 'number' || kind === 'crsp-return'
    return isNumber ? null : { problem: `NaN instead of a ${what}`, remedy: EMPTY }
  }
  if (/^\s*[+-]?inf(inity)?\s*$/i.test(text)) {
    return { problem: `an infinite ${what}`, remedy: EMPTY }
  }
  if (!DECIMAL.test(text))
    return { problem: `text instead of a ${what}`, remedy: textRemedy(given) }
  const value = Number(text)
  if (!Number.isFinite(value)) return { problem: `an infinite ${what}`, remedy: EMPTY }
  return signProblem(kind, value)
}

function isMissing(kind: ColumnKind, text: string): boolean {
  return text === '' || text === 'null' || (kind === 'crsp-return' && CRSP_LETTER.test(text.trim()))
}

/** A number with a decimal comma as one with a point; one that has a point already is left, as wrong. */
function withPoint(text: string): string {
  return text.includes('.') ? `${text} has a point` : text.replace(',', '.')
}

function textRemedy(text: string): string {
  const remedy = `write numbers with a decimal point and no thousands separator; ${EMPTY}`
  return /^\s*[+-]?\d+,\d+\s*$/.test(text)
    ? `${remedy}; if the comma is the decimal point, add --decimal ,`
    : remedy
}

function wordOf(kind: ColumnKind): string {
  if (kind === 'quantity' || kind === 'crsp-volume') return 'quantity'
  return kind === 'number' || kind === 'crsp-return' ? 'value' : 'price'
}

function signProblem(kind: ColumnKind, value: number): Problem | null {
  if (kind === 'price' && value === 0) return { problem: 'a price of zero', remedy: EMPTY }
  if ((kind === 'price' || kind === 'quote') && value < 0) {
    return { problem: 'a negative price', remedy: 'prices are above zero; correct it' }
  }
  const isVolume = kind === 'quantity' || (kind === 'crsp-volume' && value !== CRSP_NO_VOLUME)
  if (!isVolume || value >= 0) return null
  return { problem: 'a negative quantity', remedy: 'correct it or leave the cell empty' }
}
