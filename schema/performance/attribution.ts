import {
  type Attribution,
  attributeByFactor,
  attributeByLabel,
} from '../../src/accounts/attribution.js'
import type { AxisValues } from '../../src/accounts/axis-values.js'
import { pnlOf } from '../../src/accounts/pnl.js'
import { never } from '../../src/lib/assert.js'
import type { StoredSplit } from '../../src/store/splits.js'
import type { DateFilter } from '../api/arguments.js'
import type { AttributionBy } from '../api/enums.js'
import type { Loaders } from '../api/loaders.js'
import { booksOn, returnsOn } from './performance.js'
import { isPublished, type PublishedSplit } from './predecessor.js'

export interface AttributionOptions {
  readonly by: AttributionBy
  readonly filter: DateFilter
}

const NO_SECTOR = 'no sector'

/** Net return of the range by factor, sector or asset; nothing of a split that is not published. */
export async function attributionOf(
  split: StoredSplit,
  { by, filter }: AttributionOptions,
  loaders: Loaders,
): Promise<Attribution[]> {
  if (!isPublished(split)) return []
  const rows = await loaders.accountRows.load(split.current.id)
  const pnl = pnlOf(rows.filter(({ date }) => filter.includes(date)))
  if (pnl.length === 0) return []
  const dates = pnl.map(({ date }) => date)
  const books = await booksOn(split, dates, loaders)
  const days = pnl.map(({ gross, cost }, t) => ({ gross, cost, book: books[t] }))
  switch (by) {
    case 'FACTOR': {
      const factors = await factorsOn(split, dates, loaders)
      return attributeByFactor(days.map((day, t) => ({ ...day, ...factors[t] })))
    }
    case 'SECTOR':
    case 'ASSET': {
      const [returns, axis] = await Promise.all([
        returnsOn(split, dates, loaders),
        loaders.axis.load(split.datasetId),
      ])
      return attributeByLabel(
        days.map((day, t) => ({ ...day, returns: returns[t] })),
        (position) =>
          by === 'ASSET' ? axis[position].symbol : (axis[position].sector ?? NO_SECTOR),
      )
    }
    default:
      return never(by)
  }
}

interface FactorModelDay {
  readonly betas: readonly AxisValues[]
  readonly factorReturns: AxisValues
}

async function factorsOn(
  { current }: PublishedSplit,
  dates: readonly string[],
  loaders: Loaders,
): Promise<FactorModelDay[]> {
  const range = { contentId: current.contentId, from: dates[0], to: dates[dates.length - 1] }
  const [betas, returns] = await Promise.all([
    loaders.betasBetween.load(range),
    loaders.factorReturnsBetween.load(range),
  ])
  const betasByDate = new Map(betas.map(({ date, byFactor }) => [date, byFactor]))
  const returnsByDate = new Map(returns.map(({ date, values }) => [date, values]))
  return dates.map((date) => ({
    betas: betasByDate.get(date) ?? [],
    factorReturns: returnsByDate.get(date) ?? [],
  }))
}
