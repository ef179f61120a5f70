import type { Column } from '../../../parts/column.js'
import type { Code } from './types.js'

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
