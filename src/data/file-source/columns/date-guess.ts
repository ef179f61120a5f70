import { dateInFormat } from './date-format.js'

/** Formats that files have and that can be read in more than one way. */
const CANDIDATES = [
  '%d/%m/%Y',
  '%m/%d/%Y',
  '%d.%m.%Y',
  '%d-%m-%Y',
  '%m-%d-%Y',
  '%Y.%m.%d',
  '%d/%m/%y',
  '%m/%d/%y',
  '%d.%m.%y',
  '%d-%b-%Y',
  '%d-%b-%y',
  '%d %b %Y',
  '%b %d, %Y',
  '%d %B %Y',
  '%B %d, %Y',
  '%d%b%Y',
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%d %H:%M',
  '%Y-%m-%d %H:%M:%S%z',
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%dT%H:%M:%SZ',
  '%Y-%m-%dT%H:%M:%S%z',
  '%Y-%m-%dT%H:%M:%S.%fZ',
  '%m/%d/%Y %H:%M',
  '%d/%m/%Y %H:%M',
  '%d.%m.%Y %H:%M',
  '%m/%d/%Y %H:%M:%S',
  '%d/%m/%Y %H:%M:%S',
] as const

/** The flag that reads all of these dates, or the flags where more than one does; null where none does. */
export function dateFormatFlag(texts: readonly string[]): string | null {
  const fitting = CANDIDATES.filter((format) =>
    texts.every((text) => dateInFormat(text, format) !== null),
  )
  if (texts.length === 0 || fitting.length === 0) return null
  const flags = fitting.map((format) => `--date-format '${format}'`)
  const [flag] = flags
  return flags.length === 1 ? `add ${flag}` : `add ${flags.join(' or ')}, whichever they are`
}
