import type { AttributionOverTimeQuery } from '../../../api/operations.js'
import type { Column } from '../../../parts/column.js'

export type OverTime = NonNullable<AttributionOverTimeQuery['split']>['attributionByPeriod']

interface Month {
  readonly period: string
  /** Of each part. */
  readonly contributions: readonly (number | null)[]
}

export function monthRows({ periods, parts }: OverTime): Month[] {
  return periods.map((period, t) => ({
    period,
    contributions: parts.map(({ contributions }) => contributions[t] ?? null),
  }))
}

/** Of the file: a column for each part. */
export const monthColumns = (parts: OverTime['parts']): Column<Month>[] => [
  { label: 'Month', name: 'month', value: ({ period }) => period },
  ...parts.map(({ label }, i) => ({
    label,
    name: label,
    value: ({ contributions }: Month) => contributions[i],
  })),
]
