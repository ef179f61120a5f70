import type { CatalogueQuery, FigureFragment, FiguresQuery } from '../api/operations.js'

export type Catalogue = CatalogueQuery
export type Strategy = CatalogueQuery['strategies'][number]
export type Split = CatalogueQuery['splits'][number]
type Run = Split['run']
export type Measures = FigureFragment
export type SplitFigures = NonNullable<NonNullable<FiguresQuery['run']>['splits']>[number]

/** A strategy with its answering run. */
export interface Entry {
  readonly strategy: Strategy
  readonly run: Run
  readonly splits: readonly Split[]
  /** Index of its colour. */
  readonly hue: number
}

/** An entry with the figures of its run; those of its splits where it is on show. */
export interface FiguredEntry extends Entry {
  readonly measures: Measures | undefined
  readonly figures: readonly SplitFigures[]
}

const HUES = 6

/** Strategies with an answering run, in the API's order. */
export function lineup({ strategies, splits }: Catalogue): Entry[] {
  return strategies.flatMap((strategy, hue) => {
    const own = splits.filter((split) => split.strategy === strategy.name)
    const [first] = own
    return first ? [{ strategy, run: first.run, splits: own, hue: hue % HUES }] : []
  })
}

/** The figures of the splits by name. */
export function byName(figures: readonly SplitFigures[]): ReadonlyMap<string, SplitFigures> {
  return new Map(figures.map((each) => [each.name, each]))
}

/** The measures of a split with test dates. */
export function scored(figures: SplitFigures | undefined): Measures | undefined {
  return figures && figures.measures.days > 0 ? figures.measures : undefined
}
