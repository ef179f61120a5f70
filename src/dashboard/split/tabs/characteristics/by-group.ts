import type { CharacteristicsQuery } from '../../../api/operations.js'
import type { HeatRow } from '../../../chart/heat-table.js'
import { largest } from '../../../series/cumulate.js'

type Factors = NonNullable<CharacteristicsQuery['split']>['factors']

/** Rows of each group of characteristics, the largest loads first; values in the order of the factors. */
export function byGroup(factors: Factors): { group: string; rows: HeatRow[] }[] {
  const groups = new Map<string, Map<string, (number | null)[]>>()
  factors.forEach((factor, k) => {
    for (const { name, group, value } of factor.characteristics) {
      const rows = groups.get(group) ?? new Map<string, (number | null)[]>()
      const values = rows.get(name) ?? new Array<number | null>(factors.length).fill(null)
      values[k] = value
      groups.set(group, rows.set(name, values))
    }
  })
  return [...groups].map(([group, rows]) => ({ group, rows: ordered(rows) }))
}

function ordered(rows: ReadonlyMap<string, (number | null)[]>): HeatRow[] {
  return [...rows]
    .map(([label, values]) => ({ label, values }))
    .sort((a, b) => largest(b.values) - largest(a.values))
}
