import type { MeasuredRow, Range } from '../walk-forward/measures.js'
import type { RunRow } from '../walk-forward/runs.js'
import { type PlannedRow, plannedRows } from './planned-rows.js'

export type ResultRow = MeasuredRow<PlannedRow>

/** The rows of a dataset, and what its part of the results is called. */
export interface StrategiesPlan {
  readonly market: 'S&P 500' | 'Dow 30'
  /** Name of the part's markers in docs/results.md. */
  readonly marker: string
  /** Of the picture, beside the page. */
  readonly picture: string
  readonly from: number
  readonly to: number
  readonly rows: readonly PlannedRow[]
  /** Dates that no setting was chosen near. */
  readonly apart: Range | null
}

type Costed = Pick<RunRow, 'id' | 'minutes' | 'blends'>

/** The cheapest first, so that the page is useful early; blends as soon as what they hold is there. */
export function cheapestFirst<Row extends Costed>(rows: readonly Row[]): Row[] {
  const inOrder = rows
    .filter(({ blends }) => !blends)
    .toSorted((a, b) => (a.minutes ?? 0) - (b.minutes ?? 0))
  for (const blend of rows.filter(({ blends }) => blends)) {
    const last = inOrder.findLastIndex(({ id }) => blend.blends?.includes(id))
    inOrder.splice(last + 1, 0, blend)
  }
  return inOrder
}

/** `dj30` is planned as the Dow 30 to 2024, any other dataset as the S&P 500. */
export function strategiesPlan(
  dataset: string | undefined,
  options: { readonly full: boolean },
): StrategiesPlan {
  const rows = plannedRows(options)
  const years = { from: 2008, to: 2020 }
  if (dataset !== 'dj30') {
    const names = { marker: 'bench:strategies', picture: 'results.svg' }
    return { market: 'S&P 500', ...names, ...years, rows, apart: null }
  }
  return {
    market: 'Dow 30',
    marker: DOW_MARKER,
    picture: 'results-dj30.svg',
    ...years,
    to: 2024,
    rows: rows.filter(fitsThirtyNames),
    apart: APART,
  }
}

export const DOW_MARKER = 'bench:strategies dj30'

/** Data of these years came after every choice of a setting. */
const APART: Range = { from: '2021-01-01', to: '2024-12-31' }

/**
 * The Dow 30 has thirty names, of which attention takes a quarter as factors at most, no sectors, and no
 * Fama-French factors after 2020.
 */
function fitsThirtyNames({ strategy, factorCount = 0, settings, id }: PlannedRow): boolean {
  const ofSectors =
    'neutral' in settings || 'maxSectorNet' in settings || id.startsWith('without-sector')
  if (strategy.startsWith('ff-') || ofSectors) return false
  return factorCount <= (strategy === 'attention-longconv' ? 8 : 15)
}

/** A row's name on the page. */
export function labelOf({ label, factorCount, table: where }: PlannedRow): string {
  if (where === 'variants') return `Attention, ${label}`
  const name = where === 'groups' ? `Attention without ${label}` : label
  return factorCount === undefined ? name : `${name}, K ${factorCount}`
}
