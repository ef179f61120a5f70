import { lowerBound } from '../../src/lib/dates.js'
import { UserError } from '../../src/lib/errors.js'
import type { PublishedVersion, StoredSplit } from '../../src/store/read/splits.js'
import { DataNotReadyError } from './errors.js'
import type { Loaders } from './loaders.js'

/** The published version of a split; an error with the reason where there is none. */
export function publishedOf({ name, status, failure, current }: StoredSplit): PublishedVersion {
  if (current) return current
  const why = failure ? `${status}: ${failure}` : status
  throw new DataNotReadyError(`nothing of ${name} is published yet (${why})`)
}

/** The version to read, once `date` is known to be one of the split's scored dates. */
export async function realisedOn(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<PublishedVersion> {
  const version = publishedOf(split)
  if (date === version.nextDate) {
    throw new DataNotReadyError(`date: ${date} is decided but has no return yet`)
  }
  await assertTested(split, version, date, loaders)
  return version
}

/** As `realisedOn`, and the next date of a live split is accepted too. */
export async function decidedOn(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<PublishedVersion> {
  const version = publishedOf(split)
  if (date !== version.nextDate) await assertTested(split, version, date, loaders)
  return version
}

async function assertTested(
  { name, testFrom, testTo }: StoredSplit,
  { id, scoredTo, nextDate }: PublishedVersion,
  date: string,
  loaders: Loaders,
): Promise<void> {
  if (date < testFrom || date > testTo) {
    throw new UserError(
      `date: ${date} lies outside the test range of ${name}, ${testFrom} to ${testTo}`,
    )
  }
  if (scoredTo === null || date > scoredTo) {
    const until = scoredTo === null ? 'has no date with results yet' : `ends with ${scoredTo}`
    const next = nextDate ? `; its next date is ${nextDate}` : ''
    throw new DataNotReadyError(`date: ${date} is not scored yet: ${name} ${until}${next}`)
  }
  const dates = (await loaders.accountRows.load(id)).map((row) => row.date)
  const index = lowerBound(dates, date)
  if (dates[index] === date) return
  const neighbours = [dates[index - 1], dates[index]].filter(Boolean).join(' and ')
  throw new UserError(`date: ${date} is not a trading date; its neighbours are ${neighbours}`)
}
