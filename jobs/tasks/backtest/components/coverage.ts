import { UnavailableError, UserError } from '../../../../src/lib/errors.js'
import type { Split } from '../../../../src/results.js'
import type { LoadedMarket } from '../../../market/load-market.js'
import { bookedTo, type ComponentRun, isRestated } from './component-run.js'

type Dates = Pick<LoadedMarket, 'dates' | 'nextDate'>

/**
 * Throws unless each run has a book for every date of the splits, of data as they are now; the error names the
 * run, the date and what to do, and can be retried where the book is to come.
 */
export function assertCovered(
  components: readonly ComponentRun[],
  splits: readonly Split[],
  market: Dates,
): void {
  for (const component of components) {
    for (const split of splits) {
      const lacking = datesOf(split, market).find((date) => !hasBook(component, date))
      if (lacking !== undefined) throw lacksBook(component, lacking)
      assertNotRestated(component, split)
    }
  }
}

/**
 * The splits from the first to the last in whose test ranges every run has a book: those that a blend can
 * have, were none lacking in between.
 */
export function splitsInCommon(
  components: readonly ComponentRun[],
  splits: readonly Split[],
): Split[] {
  const common = splits.map(({ test }) =>
    components.every(({ shown }) =>
      shown.some((split) => split.testFrom <= test.to && bookedTo(split) >= test.from),
    ),
  )
  const found = splits.slice(Math.max(0, common.indexOf(true)), common.lastIndexOf(true) + 1)
  if (found.length > 0) return found
  const ranges = components.map((one) => `${nameOf(one)} ${rangeOf(one)}`)
  throw new UserError(
    `the runs have no test year in common: ${ranges.join(', ')}; ` +
      `residua backtest --strategy … --from … --to … adds years to a run`,
  )
}

/** The trading dates that a split decides for, `nextDate` of a live one included. */
export function datesOf({ test, live }: Split, { dates, nextDate }: Dates): string[] {
  const happened = dates.slice(1).filter((date) => date >= test.from && date <= test.to)
  return live ? [...happened, nextDate] : happened
}

function hasBook({ shown }: ComponentRun, date: string): boolean {
  return shown.some((split) => split.testFrom <= date && date <= bookedTo(split))
}

function assertNotRestated(component: ComponentRun, { test }: Split): void {
  const old = component.shown.find(
    (split) =>
      split.testFrom <= test.to && split.testTo >= test.from && isRestated(component, split),
  )
  if (!old) return
  throw new UnavailableError(
    `${nameOf(component)} computed ${old.name} before the data were restated: ` +
      `${backtestOf(component)} first`,
  )
}

function lacksBook(component: ComponentRun, date: string): Error {
  const { splits, run } = component
  const split = splits.find(({ testFrom, testTo }) => testFrom <= date && date <= testTo)
  const what = `${nameOf(component)} has no book for ${date}`
  if (!split) {
    return new UserError(
      `${what}, only ${rangeOf(component)}: ${backtestOf(component)} --from … --to …`,
    )
  }
  if (split.failure !== null) {
    return new UserError(
      `${what}: ${split.name} failed, ${split.failure}; ${backtestOf(component)}`,
    )
  }
  if (!split.current) {
    return new UnavailableError(`${what} yet: ${split.name} is ${split.status}; wait for it`)
  }
  return new UnavailableError(
    `${what} yet: residua score --dataset ${component.dataset} --strategy ${run.strategy} first`,
  )
}

function nameOf({ run }: ComponentRun): string {
  return `run ${run.id} (${run.strategy})`
}

function backtestOf({ dataset, run }: ComponentRun): string {
  return `residua backtest --dataset ${dataset} --strategy ${run.strategy}`
}

function rangeOf({ shown }: ComponentRun): string {
  const [first, last] = [shown.at(0), shown.at(-1)]
  return first && last ? `${first.testFrom} to ${bookedTo(last)}` : 'nothing published'
}
