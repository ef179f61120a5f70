import { fixed } from '../../jobs/cli/show/table.js'
import { correlationOf } from '../../src/accounts/moments.js'
import { table } from '../_util/markdown.js'
import type { Range } from '../walk-forward/measures.js'
import { labelOf, type ResultRow } from './plan.js'

/**
 * Correlations of daily returns between methods, at lag 1 and 5 bp: of net above the diagonal, of hedged net
 * below it.
 */
export function correlationTable(rows: readonly ResultRow[], range: Range): string {
  const returns = rows.map((row) => row.returns(1, range))
  return table([
    ['', 'method', ...rows.map((_, n) => String(n + 1))],
    ...rows.map((row, i) => [
      String(i + 1),
      labelOf(row.row),
      ...returns.map((other, j) => {
        const own = returns[i]
        if (i === j || !own) return ''
        const of = i < j ? 'net' : 'hedged'
        return fixed(correlationOn(own[of], other[of]))
      }),
    ]),
  ])
}

/** Over the dates that both have; null where there are none. */
export function correlationOn(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
): number | null {
  const both = [...a.keys()].filter((date) => b.has(date))
  const on = (values: ReadonlyMap<string, number>) =>
    both.map((date) => values.get(date) ?? Number.NaN)
  return correlationOf(on(a), on(b))
}
