import { DEFAULT_STRATEGY } from '../../src/catalogue.js'
import { DataNotReadyError, NotFoundError, UserError } from '../../src/lib/errors.js'
import { didYouMean } from '../../src/lib/nearest-name.js'
import { isPublished } from '../../src/performance/chain.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { splitsOf } from '../api/answering.js'
import type { Loaders } from '../api/loaders.js'
import { publishedOf } from '../api/trading-dates.js'

export interface HedgeSelection {
  readonly split: string | null | undefined
  readonly strategy: string | null | undefined
  readonly date: string | null | undefined
  readonly dataset: string | null | undefined
}

/** The split by name, else the one whose test range contains the date, else the last published. */
export async function hedgeSplit(
  { split: name, strategy, date, dataset }: HedgeSelection,
  loaders: Loaders,
): Promise<StoredSplit> {
  const of = strategy ?? DEFAULT_STRATEGY
  const splits = await splitsOf({ strategy: of, dataset }, loaders)
  if (name) {
    const found = splits.find((split) => split.name === name)
    if (found) return found
    const names = splits.map((split) => split.name)
    const have = names.join(', ') || 'none yet'
    throw new NotFoundError(
      `split: ${JSON.stringify(name)} is unknown to ${of}; have: ${have}${didYouMean(name, names)}`,
    )
  }
  const published = splits.filter(isPublished)
  const [first, last] = [published.at(0), published.at(-1)]
  if (!first || !last) throw new DataNotReadyError(`nothing of ${of} is published yet`)
  if (!date) return last
  const holding = published.find(({ testFrom, testTo }) => date >= testFrom && date <= testTo)
  if (holding) return holding
  throw new UserError(
    `date: ${date} lies outside the published test ranges of ${of}, ` +
      `${first.testFrom} to ${last.testTo}`,
  )
}

/** The next date of a live split, else the last one scored. */
export function lastDateOf(split: StoredSplit): string {
  const { nextDate, scoredTo } = publishedOf(split)
  return nextDate ?? scoredTo ?? split.testFrom
}
