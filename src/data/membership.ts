import { isIsoDate } from '../lib/dates.js'
import { UserError } from '../lib/errors.js'
import { sharedUint8 } from '../lib/shared-arrays.js'
import type { Column } from './file-source/columns.js'
import { at, cellError } from './file-source/explain.js'
import type { ProbedFile } from './file-source/probe.js'
import type { TextRow } from './file-source/table.js'

/** An asset was a member on t where `from ≤ t < to`; `to` null: it still is. */
export interface MembershipInterval {
  readonly symbol: string
  readonly from: string
  readonly to: string | null
}

/** Intervals of the rows of a membership file; the first that cannot be is an error. */
export function toMembership(
  file: ProbedFile,
  rows: readonly TextRow[],
  columns: readonly Column[],
): MembershipInterval[] {
  const sourceOf = Object.fromEntries(columns.map(({ name, source }) => [name, source]))
  const remedy = 'write it as YYYY-MM-DD'
  return rows.map(({ line, values }) => {
    const { symbol, member_from: from, member_to: to } = values
    if (symbol === '') {
      const problem = { problem: 'no symbol', remedy: 'every row needs the symbol of its asset' }
      throw cellError(file, line, sourceOf.symbol, symbol, problem)
    }
    for (const [name, text] of Object.entries({ member_from: from, member_to: to })) {
      if (isIsoDate(text) || (name === 'member_to' && text === '')) continue
      throw cellError(file, line, sourceOf[name], text, { problem: 'not an ISO date', remedy })
    }
    if (to !== '' && to <= from) {
      throw new UserError(
        `${at(file, line)}, column ${sourceOf.member_to}: the membership of ${symbol} ends ` +
          `${to}, ${to === from ? 'on the day it starts' : `before it starts (${from})`}; ` +
          'member_to is the first date outside: put it after member_from, or leave it empty',
      )
    }
    return { symbol, from, to: to === '' ? null : to }
  })
}

/** `[dates.length, N]`, 1 where a member; all 1 where no membership is given. */
export function memberMatrix(
  intervals: readonly MembershipInterval[] | null,
  dates: readonly string[],
  assets: readonly string[],
): Uint8Array {
  const members = sharedUint8(dates.length * assets.length)
  if (intervals === null) return members.fill(1)
  const place = new Map(assets.map((symbol, index) => [symbol, index]))
  for (const { symbol, from, to } of intervals) {
    const asset = place.get(symbol)
    if (asset === undefined) continue
    for (const [t, date] of dates.entries()) {
      if (from <= date && (to === null || date < to)) members[t * assets.length + asset] = 1
    }
  }
  return members
}
