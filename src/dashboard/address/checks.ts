import { type Address, VIEWS } from './address.js'

/** A value that is accepted, or the reason why it is not. */
type Checked =
  | { readonly value: string | number }
  | {
      readonly wrong: string
      /** What may be written in its place. */
      readonly allowed?: readonly string[]
    }

export type CheckedKey = Exclude<keyof Address, 'compare'>

type Check = (text: string) => Checked

const asText: Check = (text) => ({ value: text })

const oneOf =
  (...allowed: readonly string[]): Check =>
  (text) =>
    allowed.includes(text) ? { value: text } : { wrong: `one of ${allowed.join(', ')}`, allowed }

interface Bounds {
  readonly least: number
  readonly most?: number
  readonly whole?: boolean
  readonly words: string
}

const numberIn =
  ({ least, most = Number.MAX_SAFE_INTEGER, whole = false, words }: Bounds): Check =>
  (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    const fits = value >= least && value <= most && (!whole || Number.isInteger(value))
    return fits ? { value } : { wrong: words }
  }

const asDate: Check = (text) => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  const isReal = Number.isFinite(time) && new Date(time).toISOString().startsWith(text)
  return isReal ? { value: text } : { wrong: 'a date such as 2020-03-16' }
}

/** Costs above this are refused by the API too. */
const MOST_BPS = 10_000
const cost = numberIn({ least: 0, most: MOST_BPS, words: 'basis points from 0 to 10,000' })
const index = numberIn({ least: 0, whole: true, words: 'a whole number from 0' })

/** Beyond these a number of shares or an amount is a mistake. */
const [MOST_CAPITAL, MOST_LOT] = [1e15, 1_000_000] as const

/** What each value of a link must be, in the order in which it is written. */
export const CHECKS: Readonly<Record<CheckedKey, Check>> = {
  view: oneOf(...VIEWS),
  dataset: asText,
  strategy: asText,
  from: asDate,
  to: asDate,
  split: asText,
  tab: asText,
  date: asDate,
  module: oneOf('CROSS_SECTION', 'TIME_SERIES'),
  by: oneOf('FACTOR', 'SECTOR', 'ASSET'),
  asset: asText,
  positions: asText,
  scale: oneOf('log'),
  hedge: oneOf('on'),
  lag: numberIn({ least: 0, most: 1, whole: true, words: '0 or 1' }),
  tradingCostBps: cost,
  shortCostBps: cost,
  factor: index,
  code: index,
  capital: numberIn({
    least: Number.MIN_VALUE,
    most: MOST_CAPITAL,
    words: 'an amount above 0',
  }),
  lot: numberIn({ least: 1, most: MOST_LOT, whole: true, words: 'a whole number from 1' }),
}

export const KEYS = Object.keys(CHECKS) as CheckedKey[]

/** Why `from` and `to` do not make a range; undefined where they do. */
export function wrongRange({ from, to }: Pick<Address, 'from' | 'to'>): string | undefined {
  return from && to && from > to ? `not after ${to}` : undefined
}
