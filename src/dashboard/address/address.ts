import type { AttributionBy, CodebookModule } from '../api/operations.js'

/** The views, in the order of the navigation. */
export const VIEWS = [
  'overview',
  'performance',
  'compare',
  'splits',
  'asset',
  'hedge',
  'jobs',
  'data',
] as const

export type ViewName = (typeof VIEWS)[number]

/** What a view shows: it lives in the hash of the URL, so that it can be shared, and back goes back. */
export interface Address {
  readonly view?: ViewName
  readonly dataset?: string
  readonly strategy?: string
  readonly from?: string
  readonly to?: string
  readonly split?: string
  readonly tab?: string
  readonly date?: string
  readonly module?: CodebookModule
  readonly by?: AttributionBy
  readonly asset?: string
  /** A portfolio: `AAPL:0.1,MSFT:-0.2`. */
  readonly positions?: string
  readonly scale?: 'log'
  /** Orders with the leg of the market hedge. */
  readonly hedge?: 'on'
  readonly lag: number
  readonly tradingCostBps: number
  readonly shortCostBps: number
  readonly factor: number
  readonly code?: number
  readonly capital?: number
  readonly lot: number
  readonly compare: readonly string[]
}

export type Changes = { readonly [K in keyof Address]?: Address[K] | undefined }

export const DEFAULTS: Address = {
  lag: 0,
  tradingCostBps: 5,
  shortCostBps: 1,
  factor: 0,
  lot: 1,
  compare: [],
}
