import type { EngineChoice } from '../../../src/config.js'
import type { EngineInfo, Split } from '../../../src/results.js'
import type { LoadedMarket } from '../../market/load-market.js'

export interface BacktestOptions {
  /** Name of the dataset; the default dataset where left out. */
  readonly dataset?: string
  readonly strategy: string
  /** Settings of the strategy that differ from its defaults. */
  readonly settings?: Record<string, unknown>
  readonly from?: string
  readonly to?: string
  readonly trainYears?: number
  readonly testYears?: number
  readonly purge?: number
  /** The first of the seeds. */
  readonly seed?: number
  readonly seedCount?: number
  readonly engine?: EngineChoice
  /** The engine of another machine, or one that is open already; then none is opened here. */
  readonly engineThere?: EngineInfo
  readonly workers: number
  readonly promote?: boolean
  /** Made to choose settings: the run is marked as a trial and never answers. */
  readonly trial?: boolean
  /** The dataset where it is loaded already. */
  readonly market?: LoadedMarket
  /** Splits to compute instead of those of the walk-forward. */
  readonly splits?: readonly Split[]
}
