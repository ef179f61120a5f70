import { isIsoDate } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import type { MembershipInterval } from '../membership.js'
import type { ProbedFile } from './bytes/probe.js'
import { type Column, sourceNameOf } from './columns/column.js'
import { cellError, placeText } from './explain.js'
import type { TextRow } from './text-rows.js'

/** Intervals of the rows of a membership file; the first invalid one is an error. */
export function toMembership(
  file: ProbedFile,
  rows: readonly TextRow[],
  columns: readonly Column[],
): MembershipInterval[] {
  return rows.map((row) => {
    const { symbol = '', member_from: from = '', member_to: to = '' } = row.values
    assertCells(file, row, columns)
    if (to !== '' && to <= from) {
      throw new UserError(
        `${placeText(file, row.line)}, column ${sourceNameOf(columns, 'member_to')}: the membership of ` +
          `${symbol} ends ${to}, ${to === from ? 'on the day it starts' : `before it starts (${from})`}; ` +
          'member_to is the first date outside: put it after member_from, or leave it empty',
      )
    }
    return { symbol, from, to: to === '' ? null : to }
  })
}

function assertCells(
  file: ProbedFile,
  { line, values }: TextRow,
  columns: readonly Column[],
): void {
  const { symbol = '', member_from = '', member_to = '' } = values
  if (symbol === '') {
    const problem = { problem: 'no symbol', remedy: 'every row needs the symbol of its asset' }
    throw cellError(file, line, sourceNameOf(columns, 'symbol'), symbol, problem)
  }
  for (const [name, text] of Object.entries({ member_from, member_to })) {
    if (isIsoDate(text) || (name === 'member_to' && text === '')) continue
    const problem = { problem: 'not an ISO date', remedy: 'write it as YYYY-MM-DD' }
    throw cellError(file, line, sourceNameOf(columns, name), text, problem)
  }
}
