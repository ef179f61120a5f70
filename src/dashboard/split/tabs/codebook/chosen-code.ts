import type { Book, DateCode } from './types.js'

interface Asked {
  readonly code: number | undefined
  readonly date: string
}

/** The code that is asked for, else that of the date, else the one used most. */
export function chosenCode(
  { codes, size }: Book,
  dateCodes: readonly DateCode[] | undefined,
  { code, date }: Asked,
): number {
  if (code !== undefined && code < size) return code
  const ofDate = dateCodes?.find((each) => each.date === date)
  if (ofDate) return ofDate.code
  return codes.reduce((best, each) => (each.usageTest > best.usageTest ? each : best)).code
}
