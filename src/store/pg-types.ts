import pg from 'pg'

const DATE = 1082
const INT8 = 20
const FLOAT4_ARRAY = 1021
const FLOAT8_ARRAY = 1022

const parsers = new Map<number, (text: string) => unknown>([
  // A date has no time zone: as a JavaScript Date it would move by a day east of Greenwich.
  [DATE, (text) => text],
  [INT8, parseInt8],
  [FLOAT4_ARRAY, parseFloatArray],
  [FLOAT8_ARRAY, parseFloatArray],
])

/** Type parsers of our pools alone; other users of pg in the process keep theirs. */
export const pgTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary' = 'text') =>
    (format === 'text' && parsers.get(oid)) ||
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
}

/** A one-dimensional array of floats; NULL, NaN and infinities are null. */
export function parseFloatArray(text: string): (number | null)[] {
  const list = text.slice(text.indexOf('{') + 1, -1)
  return JSON.parse(`[${/[NI]/.test(list) ? list.replace(/NULL|NaN|-?Infinity/g, 'null') : list}]`)
}

/** Counters and ids stay far below 2^53; what does not is an error rather than a wrong digit. */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`bigint ${text} is beyond 2^53`)
  return value
}
