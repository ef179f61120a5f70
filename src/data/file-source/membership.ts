import { isIsoDate } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import type { MembershipInterval } from '../membership.js'
import type { Column } from './columns.js'
import { at, cellError } from './explain.js'
import type { ProbedFile } from './probe.js'
import type { TextRow } from './table.js'

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
