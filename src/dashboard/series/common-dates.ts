import { type DatedSplit, type DateRange, dailyReturns } from './daily-returns.js'

export interface CommonDates {
  readonly dates: readonly string[]
  /** Net returns of each run on these dates. */
  readonly nets: readonly (readonly number[])[]
}

/** The dates on which all runs have a net return. */
export function onCommonDates(
  runs: readonly (readonly DatedSplit[])[],
  range: Partial<DateRange>,
): CommonDates {
  const byDate = runs.map(
    (splits) =>
      new Map(
        dailyReturns(splits, range).flatMap(({ date, net }) => (net === null ? [] : [[date, net]])),
      ),
  )
  const [first, ...others] = byDate
  const dates = [...(first?.keys() ?? [])].filter((date) => others.every((each) => each.has(date)))
  return { dates, nets: byDate.map((each) => dates.map((date) => each.get(date) ?? 0)) }
}
