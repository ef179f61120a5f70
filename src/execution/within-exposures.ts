import { type LinearLimit, nearestBook } from '../portfolio/nearest-book.js'
import { type BookDate, type BookStep, grossExposureOf, isFlat } from './book-step.js'
import { doesNotFit } from './does-not-fit.js'
import { type ExposureLimit, exposureLimits, exposureTo, hasExposureLimits } from './exposures.js'
import { type BoundsOn, boundsOf } from './position-limits.js'
import type { Execution } from './settings.js'

/** How far an exposure may be from its limit before the book is changed. */
const EXPOSURE_TOLERANCE = 1e-12

/**
 * The nearest book within the limits by sector and beta, in the norm `Σ (Δw_i)² / |w_i|`, with the same
 * `Σ|w|`, within the bounds of positions, and of `Σ w = 0` where dollar-neutral: no position changes its
 * side, and none is opened. Suspended assets, where given, keep their weights. Throws a UserError where
 * there is no such book.
 */
export function withinExposures(
  settings: Execution,
  boundsOn: BoundsOn,
  frozen?: ArrayLike<number>,
): BookStep {
  if (!hasExposureLimits(settings)) return (book) => book
  return (book, date) => {
    if (isFlat(book)) return book
    const limits = exposureLimits(settings, book, date)
    const broken = limits.filter((limit) => isBroken(limit, book))
    if (broken.length === 0) return book
    const bounds = boundsOf(book, boundsOn(date))
    const nearest = nearestBook(book, [...limits, ...kept(settings, book)], { bounds, frozen })
    if (nearest) return nearest
    const stuck = frozen ? ['suspended assets keep their weights'] : []
    throw doesNotFit(settings, book, date.view.nextDate, [...furthest(broken, book), ...stuck])
  }
}

/** Gross exposure as it is, and as much long as short where dollar-neutral. */
function kept({ dollarNeutral }: Execution, book: Float64Array): LinearLimit[] {
  const total = grossExposureOf(book)
  const gross = { coefficients: book.map(Math.sign), least: total, most: total }
  const net = { coefficients: new Float64Array(book.length).fill(1), least: 0, most: 0 }
  return dollarNeutral ? [gross, net] : [gross]
}

function isBroken(limit: ExposureLimit, book: Float64Array): boolean {
  const exposure = exposureTo(limit, book)
  return exposure > limit.most + EXPOSURE_TOLERANCE || exposure < limit.least - EXPOSURE_TOLERANCE
}

const MOST_NAMED = 3

/** The exposures furthest beyond their limits, as a message names them. */
function furthest(broken: readonly ExposureLimit[], book: Float64Array): string[] {
  const excess = (limit: ExposureLimit) => Math.abs(exposureTo(limit, book)) - limit.most
  const worstFirst = [...broken].sort((a, b) => excess(b) - excess(a))
  return worstFirst
    .slice(0, MOST_NAMED)
    .map((limit) => `its ${limit.name} is ${exposureTo(limit, book).toFixed(3)}`)
}

/**
 * The largest multiple of a book within its limits, 1 or more: as far as it may be scaled up.
 */
export function headroom(
  settings: Execution,
  boundsOn: BoundsOn,
  book: Float64Array,
  date: BookDate,
): number {
  const bounds = boundsOf(book, boundsOn(date))
  const byBound = Array.from(book, (weight, place) => bounds[place] / Math.abs(weight))
  const byLimit = exposureLimits(settings, book, date).map(
    (limit) => limit.most / Math.abs(exposureTo(limit, book)),
  )
  const known = [...byBound, ...byLimit].filter((multiple) => !Number.isNaN(multiple))
  return Math.max(
    1,
    known.reduce((least, multiple) => Math.min(least, multiple), Number.POSITIVE_INFINITY),
  )
}
