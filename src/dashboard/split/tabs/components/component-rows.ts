import type { ComponentsQuery } from '../../../api/operations.js'

type BlendedSplit = NonNullable<ComponentsQuery['split']>

/** A run that is blended, with its weight on every date. */
export interface ComponentRow {
  readonly run: string
  readonly title: string
  readonly days: readonly { readonly date: string; readonly weight: number }[]
  /** Its splits whose books were replaced since the blend was made of them. */
  readonly stale: readonly string[]
}

/** A row for each component, in the order of the configuration. */
export function componentRows({ components, blendWeights }: BlendedSplit): ComponentRow[] {
  const [first] = blendWeights
  return (first?.weights ?? []).map(({ run }, m) => ({
    run: run.id,
    title: run.strategy.title,
    days: blendWeights.map(({ date, weights }) => ({ date, weight: weights[m]?.weight ?? 0 })),
    stale: components
      .filter((source) => source.run.id === run.id && source.stale)
      .map(({ split }) => split),
  }))
}

/** Of the file: a row for each date and component. */
export function weightRows(rows: readonly ComponentRow[]) {
  return rows.flatMap(({ run, title, days }) =>
    days.map(({ date, weight }) => ({ date, run, strategy: title, weight })),
  )
}
