import type { Column } from '../../../parts/column.js'
import type { AssetCode, Code, DateCode } from './types.js'

const NAMES = [
  'code',
  'usageTrain',
  'usageTest',
  'firstDate',
  'lastDate',
  'marketReturnOwnDay',
  'marketReturnNextDay',
  'rankIC',
  'rankICStandardError',
] as const

/** Of the file: what is known of each code. */
export const CODE_COLUMNS: readonly Column<Code>[] = NAMES.map((name) => ({
  label: name,
  name,
  value: (code) => code[name],
}))

/** Of the file: the code of each date. */
export const DATE_CODE_COLUMNS: readonly Column<DateCode>[] = [
  { label: 'Date', name: 'date', value: ({ date }) => date },
  { label: 'Code', name: 'code', value: ({ code }) => code },
]

/** Of the file: the code of each asset on a date. */
export const ASSET_CODE_COLUMNS: readonly Column<AssetCode>[] = [
  { label: 'Asset', name: 'asset', value: ({ asset }) => asset?.symbol },
  { label: 'Code', name: 'code', value: ({ code }) => code },
]
