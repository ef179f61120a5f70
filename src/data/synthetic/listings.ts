import { at } from '../../lib/at.js'
import { createRandom } from '../../lib/random.js'

/** When one synthetic asset is listed, traded and a member; a row is a session of the market. */
export interface Listing {
  readonly symbol: string
  /** Its first random stream; the ones after it are its own too. */
  readonly stream: number
  readonly name: string
  readonly sector: number
  readonly firstRow: number
  readonly lastRow: number
  /** Row intervals, ends exclusive, ascending. */
  readonly memberships: readonly RowInterval[]
  /** Rows between the first and the last that the file leaves out. */
  isHole(row: number): boolean
}

interface RowInterval {
  readonly from: number
  readonly to: number
}

export const SYNTHETIC_SECTORS = [
  { name: 'Energy', code: 'EN' },
  { name: 'Financials', code: 'FI' },
  { name: 'Health Care', code: 'HC' },
  { name: 'Industrials', code: 'IN' },
  { name: 'Technology', code: 'TE' },
] as const

/** Entries and exits fall within this many sessions of the start, however long the market is. */
const EVENT_SESSIONS = 2520
/** One asset in so many has each role (late joiner, late listing, …). */
const ROLE_CYCLE = 10
const HALT_SESSIONS = 8
const HOLE_ODDS = 1 / 500

/** The `index`-th asset ever created; it does not depend on how many there are, or how long. */
export function createListing(seed: number, index: number, stream: number): Listing {
  const random = createRandom(seed, stream)
  const sector = index % SYNTHETIC_SECTORS.length
  const { name, code } = at(SYNTHETIC_SECTORS, sector)
  const number = Math.floor(index / SYNTHETIC_SECTORS.length) + 1
  const event = Math.floor(EVENT_SESSIONS * (0.1 + 0.8 * random.uniform()))
  const absence = 200 + random.integer(300)
  // the second term keeps roles from falling on the same sectors in every cycle
  const role = (index + Math.floor(index / SYNTHETIC_SECTORS.length)) % ROLE_CYCLE
  const holes = new Set<number>()
  if (role === 2) {
    for (let row = 0; row < HALT_SESSIONS; row++) holes.add(event + row)
    for (let row = 1; row < 4 * EVENT_SESSIONS; row++)
      if (random.uniform() < HOLE_ODDS) holes.add(row)
  }
  return {
    symbol: `${code}${String(number).padStart(3, '0')}`,
    stream,
    name: `${name} ${number}`,
    sector,
    ...life(role, event, absence),
    isHole: (row) => holes.has(row),
  }
}

function life(
  role: number,
  event: number,
  absence: number,
): Pick<Listing, 'firstRow' | 'lastRow' | 'memberships'> {
  const always = { firstRow: 0, lastRow: Infinity }
  switch (role) {
    case 1: // joins late
      return { ...always, memberships: [{ from: event, to: Infinity }] }
    case 4: // is listed late
      return { firstRow: event, lastRow: Infinity, memberships: [{ from: event, to: Infinity }] }
    case 6: // is delisted, and a member one session longer than it trades
      return { firstRow: 0, lastRow: event, memberships: [{ from: 0, to: event + 2 }] }
    case 8: // leaves and comes back
      return {
        ...always,
        memberships: [
          { from: 0, to: event },
          { from: event + absence, to: Infinity },
        ],
      }
    default:
      return { ...always, memberships: [{ from: 0, to: Infinity }] }
  }
}

export function sectorName(sector: number): string {
  return at(SYNTHETIC_SECTORS, sector).name
}
