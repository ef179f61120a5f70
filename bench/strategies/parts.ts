import { yearOf } from '../../src/lib/dates.js'
import type { Range } from '../walk-forward/measures.js'
import type { OpenedRows } from '../walk-forward/open.js'
import type { Written } from '../walk-forward/page.js'
import type { EffectiveFactors } from './effective-factors.js'
import type { ApartFigures } from './estimate.js'
import type { FrontLine } from './front.js'
import type { ResultRow, StrategiesPlan } from './plan.js'
import type { PlannedRow } from './planned-rows.js'
import type { Verified } from './verified.js'

export interface ResultsPage
  extends Pick<OpenedRows<PlannedRow>, 'dataset' | 'rows' | 'measured' | 'from' | 'to'>,
    Written {
  readonly plan: StrategiesPlan
  /** What another part of the page printed of the dates that no setting was chosen near. */
  readonly apart: ApartFigures | null
  readonly effective: ReadonlyMap<string, EffectiveFactors>
  /** By run id. */
  readonly verified: ReadonlyMap<string, Verified>
}

export interface Parts {
  readonly page: ResultsPage
  readonly base: ResultRow | undefined
  /** All rows but the default without a group of characteristics, or with another setting. */
  readonly others: readonly ResultRow[]
  readonly lines: readonly FrontLine[]
  readonly all: Range
  /** Without the first year. */
  readonly later: Range
}

/** Of the page’s two parts, the one with the page’s title, definitions and papers. */
export function isMain({ plan }: ResultsPage): boolean {
  return plan.market === 'S&P 500'
}

/** The dates that no setting was chosen near, where the page tests all of their years. */
export function apartIn({ plan, from, to }: ResultsPage): Range | null {
  const { apart } = plan
  return apart && from <= yearOf(apart.from) && to >= yearOf(apart.to) ? apart : null
}

export function section(title: string, words: string, body: string): string {
  return `## ${title}\n\n${words}\n\n${body}`
}
