import type { MarketView } from '../data/source.js'
import { UserError } from '../lib/errors.js'
import { type Bounds, fillWithin, side } from '../portfolio/bounds.js'
import { type BookDate, type BookStep, isAsset, isFlat } from './book-step.js'
import { doesNotFit } from './does-not-fit.js'
import type { Execution } from './settings.js'

/** Bounds of each position on a date. */
export type BoundsOn = (date: BookDate) => Bounds

/**
 * `maxWeight`, `maxAdvShare` and `noShort`: the weight above a bound is distributed over the other
 * positions in proportion to their weights, within each side where dollar-neutral.
 */
export function positionLimits(settings: Execution, boundsOn: BoundsOn): BookStep {
  return (book, date) => {
    if (isFlat(book)) return book
    const bounds = boundsOn(date)
    const filled = settings.dollarNeutral
      ? sumOf(
          fillWithin(side(book, 'long'), bounds, 1 / 2),
          fillWithin(side(book, 'short'), bounds, 1 / 2),
        )
      : fillWithin(book, bounds)
    if (filled) return filled
    throw doesNotFit(settings, book, date.view.nextDate)
  }
}

export function positionBounds(settings: Execution, assets: readonly string[]): BoundsOn {
  const { maxWeight, maxAdvShare, capital } = settings
  const mayNotShort = listed(settings.noShort, assets)
  return ({ view, columns }) => {
    const long = new Float64Array(columns.length).fill(maxWeight)
    if (maxAdvShare !== null) {
      const volumes = volumesOf(view)
      columns.forEach((column, place) => {
        if (!isAsset({ view }, column)) return // a factor portfolio, which has no volume
        const usual = volumes[column] // an asset of unknown volume cannot be traded
        long[place] = Number.isNaN(usual) ? 0 : Math.min(maxWeight, (maxAdvShare * usual) / capital)
      })
    }
    const short = long.map((most, place) => (mayNotShort[columns[place]] ? 0 : most))
    return { long, short }
  }
}

/** The bounds that are stated, for books of any gross exposure: a `maxWeight` of 1 is none. */
export function statedBounds(settings: Execution, assets: readonly string[]): BoundsOn {
  const maxWeight = settings.maxWeight === 1 ? Number.POSITIVE_INFINITY : settings.maxWeight
  return positionBounds({ ...settings, maxWeight }, assets)
}

/** The bound on the side that each position has, `[n]`. */
export function boundsOf(book: Float64Array, { long, short }: Bounds): Float64Array {
  return book.map((weight, place) => (weight < 0 ? short[place] : long[place]))
}

/** 1 where the list names the asset. */
function listed(names: readonly string[], assets: readonly string[]): Uint8Array {
  const flags = new Uint8Array(assets.length)
  for (const name of names) {
    const column = assets.indexOf(name)
    if (column < 0) {
      throw new UserError(
        `noShort names ${name}, which is no asset of this dataset; write symbols as the data do`,
      )
    }
    flags[column] = 1
  }
  return flags
}

function sumOf(
  a: Float64Array<ArrayBuffer> | null,
  b: Float64Array<ArrayBuffer> | null,
): Float64Array<ArrayBuffer> | null {
  return a && b && a.map((value, i) => value + b[i])
}

/** The last row known when `nextDate` is decided. */
function volumesOf({ averageDollarVolume, dates, assets }: MarketView): Float32Array {
  if (!averageDollarVolume)
    throw new UserError('maxAdvShare needs volumes, and this market has none')
  return averageDollarVolume.subarray(dates.length * assets.length)
}
