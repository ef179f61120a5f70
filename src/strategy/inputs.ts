import type { MarketInputs } from '../characteristics/market-inputs.js'

/** What a strategy reads of the market beside returns and universes, and the memory it needs. */
export interface StrategyInputs extends MarketInputs {
  /** Factor portfolios of the dataset, the first so many: a checkpoint depends on their returns. */
  readonly factorPortfolios?: number
  readonly memory: MemoryNeed
}

/** Bytes beside the market, which threads share. */
export interface MemoryNeed {
  /** A block of dates in training, layers and gradients included; absent where nothing is trained. */
  readonly step?: {
    readonly dates: number
    /** Of an asset on a date of the block. */
    readonly bytesPerCell: number
    /** Where a step takes at most so many assets. */
    readonly mostAssets?: number
  }
  /** Of an asset on a date of the result. */
  readonly bytesPerResultCell: number
}

/** Universe, book, return and residual of an asset, and its weight and beta in each of K factors. */
export function resultCellBytes(factorCount: number): number {
  return Float32Array.BYTES_PER_ELEMENT * (2 * factorCount + 4)
}
