import { UserError } from '../../../src/lib/errors.js'

/** Calendar years from one to another, both included. */
export interface YearRange {
  readonly from: number
  readonly to: number
}

/** Parses `2000-2005`, or one year. */
export function parseYears(flag: string, text: string): YearRange {
  const found = /^(\d{4})(?:-(\d{4}))?$/.exec(text)
  if (!found) throw new UserError(`${flag} ${text}: write years, e.g. ${flag} 2000-2005`)
  const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])]
  if (from > to) throw new UserError(`${flag} ${text}: ${from} is after ${to}`)
  return { from, to }
}

export function yearsText({ from, to }: YearRange): string {
  return from === to ? String(from) : `${from}-${to}`
}
