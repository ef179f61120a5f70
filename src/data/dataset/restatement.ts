import { at, first } from '../../lib/at.js'
import { memberMatrix } from '../membership.js'
import type { Prices } from '../prices.js'
import type { Restatement } from './comparison.js'
import type { DatasetManifest } from './folder.js'

/** The first stored date on which a new membership differs. */
export function changedMembership(
  before: DatasetManifest,
  membership: DatasetManifest['membership'],
  { dates, assets }: Prices,
): Restatement | null {
  if (membership === before.membership) return null
  const was = memberMatrix(before.membership, dates, assets)
  const is = memberMatrix(membership, dates, assets)
  const cell = was.findIndex((member, k) => member !== is[k])
  if (cell < 0) return null
  const date = at(dates, Math.floor(cell / assets.length))
  const symbol = at(assets, cell % assets.length)
  return { date, symbol, message: `is ${is[cell] ? 'now' : 'no longer'} a member on this date` }
}

/** The first asset whose sector a new sector file changes; on all dates, as sectors have no dates. */
export function changedSector(
  before: DatasetManifest,
  sectors: DatasetManifest['sectors'],
  { dates, assets }: Prices,
): Restatement | null {
  if (sectors === before.sectors) return null
  const sectorOf = new Map((sectors ?? []).map(({ symbol, sector }) => [symbol, sector]))
  const was = new Map((before.sectors ?? []).map(({ symbol, sector }) => [symbol, sector]))
  const symbol = assets.find((one) => (was.get(one) ?? null) !== (sectorOf.get(one) ?? null))
  if (symbol === undefined) return null
  const [from, to] = [was.get(symbol) ?? 'none', sectorOf.get(symbol) ?? 'none']
  return { date: first(dates), symbol, message: `its sector was ${from} and is ${to}` }
}

/** A restatement in one line. */
export function describe({ symbol, date, message }: Restatement): string {
  return `${symbol} ${date}: ${message}`
}

/** The restatement with the earliest date; the first of them where several have it. */
export function earliest(found: readonly (Restatement | null)[]): Restatement | null {
  return found.reduce<Restatement | null>(
    (soonest, one) => (one && (!soonest || one.date < soonest.date) ? one : soonest),
    null,
  )
}
