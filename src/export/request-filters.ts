import { isIsoDate } from '../lib/dates.js'
import { UserError } from '../lib/errors.js'
import { didYouMean } from '../lib/nearest-name.js'

const PARSERS = {
  strategy: nonEmpty,
  dataset: nonEmpty,
  date: isoDate,
  from: isoDate,
  to: isoDate,
  assets: symbols,
  since: version,
  capital: amount,
  lot: shares,
  excel: flag,
}

type Filters = { -readonly [N in keyof typeof PARSERS]?: ReturnType<(typeof PARSERS)[N]> }

/** The filters of a query string, each given once; a name we do not know is an error. */
export function parseFilters(query: Readonly<Record<string, unknown>>): Filters {
  const filters: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(query)) {
    if (!Object.hasOwn(PARSERS, name)) {
      const known = Object.keys(PARSERS)
      throw new UserError(
        `${JSON.stringify(name)} is no parameter: write ${known.join(', ')}${didYouMean(name, known)}`,
      )
    }
    if (typeof text !== 'string') throw new UserError(`${name}: it is given more than once`)
    filters[name] = PARSERS[name as keyof typeof PARSERS](text, name)
  }
  return filters
}

function nonEmpty(text: string, name: string): string {
  if (text !== '') return text
  throw new UserError(`${name}: it is empty; write a name or leave it out`)
}

function isoDate(text: string, name: string): string {
  if (isIsoDate(text)) return text
  throw new UserError(
    `${name}: ${JSON.stringify(text)} is not a date: write one that exists, as 2020-12-31`,
  )
}

function symbols(text: string, name: string): readonly string[] {
  const list = listedSymbols(text)
  if (list.length > 0 && list.every((symbol) => symbol !== '')) return list
  throw new UserError(
    `${name}: ${JSON.stringify(text)} is no list: write symbols as A,B,C, one with a comma as "BRK,B"`,
  )
}

/** The first symbol of a list, quoted or not, and what divides it from the next. */
const FIRST_SYMBOL = /^(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/

/** Symbols of a list; an empty one where it is written otherwise. */
function listedSymbols(text: string): string[] {
  const [whole = '', quoted, bare = '', divider] = FIRST_SYMBOL.exec(text) ?? []
  const symbol = quoted?.replaceAll('""', '"') ?? bare
  return divider === ',' ? [symbol, ...listedSymbols(text.slice(whole.length))] : [symbol]
}

/** Symbols as a list; one that has a comma or quotes is quoted. */
export function symbolList(symbols: readonly string[]): string {
  return symbols
    .map((symbol) => (/[",]/.test(symbol) ? `"${symbol.replaceAll('"', '""')}"` : symbol))
    .join(',')
}

function version(text: string, name: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number
  throw new UserError(
    `${name}: ${JSON.stringify(text)} is not a data version: write a whole number, 0 or more`,
  )
}

function flag(text: string, name: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw new UserError(`${name}: ${JSON.stringify(text)} is neither true nor false`)
}

function amount(text: string, name: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw new UserError(`${name}: ${JSON.stringify(text)} is not an amount: write one above 0`)
}

function shares(text: string, name: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= 1) return number
  throw new UserError(
    `${name}: ${JSON.stringify(text)} is no number of shares: write a whole number, 1 or more`,
  )
}
