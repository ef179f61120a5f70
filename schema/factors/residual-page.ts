import { isIsoDate } from '../../src/lib/dates.js'
import { UserError } from '../../src/lib/errors.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { MAXIMUM_PAGE, type RangeArgs, toFilter, toFirst } from '../api/arguments.js'
import { type Connection, fromCursor, toConnection, toCursor } from '../api/connection.js'
import type { Loaders } from '../api/loaders.js'
import { realisedOn } from '../api/trading-dates.js'
import { assetAt, positionsOf } from '../catalogue/axis.js'
import type { Residual } from './residual.type.js'

export interface ResidualPageArguments {
  readonly date: string | null | undefined
  readonly range: RangeArgs
  readonly assets: readonly string[] | null | undefined
  readonly first: number | null
  readonly after: string | null | undefined
}

/** A page of residuals by date and asset; empty before the first date with results. */
export async function residualPage(
  split: StoredSplit,
  args: ResidualPageArguments,
  loaders: Loaders,
): Promise<Connection<Residual>> {
  const limit = toFirst(args.first ?? MAXIMUM_PAGE)
  const last = fromCursor(args.after, isResidualKey)
  await assertDates(split, args, loaders)
  const axis = await loaders.axis.load(split.datasetId)
  const positions = positionsOf(args.assets, axis)
  const after = last && { date: last[0], position: last[1] }
  const range = rangeOf(split, args)
  const rows = range
    ? await loaders.residualPages({ first: limit, after, positions }).load(range)
    : []
  const residuals = rows
    .slice(0, limit)
    .map(({ date, position, value }) => ({ date, position, value, asset: assetAt(axis, position) }))
  return toConnection(residuals, {
    cursorOf: ({ date, position }) => toCursor(date, position),
    hasNextPage: rows.length > limit,
    after: args.after,
  })
}

async function assertDates(
  split: StoredSplit,
  { date, range }: ResidualPageArguments,
  loaders: Loaders,
): Promise<void> {
  toFilter(range)
  if (!date) return
  if (range.from || range.to) {
    throw new UserError(`date: ${date} is one date; leave out either it or from and to`)
  }
  await realisedOn(split, date, loaders)
}

/** The dates asked for, as far as they have results; null where none has. */
function rangeOf({ current, testFrom }: StoredSplit, { date, range }: ResidualPageArguments) {
  if (!current?.scoredTo) return null
  const { contentId, scoredTo } = current
  const from = date ?? range.from ?? testFrom
  return { contentId, from, to: earlier(date ?? range.to ?? scoredTo, scoredTo) }
}

function earlier(a: string, b: string): string {
  return a < b ? a : b
}

function isResidualKey(key: readonly unknown[]): key is readonly [string, number] {
  const [date, position] = key
  return (
    key.length === 2 && typeof date === 'string' && isIsoDate(date) && Number.isInteger(position)
  )
}
