import { type RowSettings, stepDates } from '../training/rows.js'
import { type MemoryNeed, resultCellBytes } from './inputs.js'

/** Of an asset on a date of a block: all layers and their gradients, factors apart. */
const CELL_BYTES = 880
/** Of a factor on such a cell: weights, their gradient, the projection's. */
const FACTOR_CELL_BYTES = 24

/**
 * What training on blocks needs with K factors. Measured on wasm for the long convolution with 32
 * channels, K = 30: a heap of 62 MiB for 500 assets, 122 for 1,000, 365 for 3,000.
 */
export function blockMemory(settings: RowSettings, factorCount: number): MemoryNeed {
  return {
    step: {
      dates: stepDates(settings),
      bytesPerCell: CELL_BYTES + FACTOR_CELL_BYTES * factorCount,
    },
    bytesPerResultCell: resultCellBytes(factorCount),
  }
}

const LEAST_BLOCK = 2

/** Settings with blocks of a share of the dates; null where blocks cannot be shorter. */
export function withShorterBlocks<Config extends { readonly blockDays: number }>(
  config: Config,
  share: number,
): Config | null {
  if (config.blockDays <= LEAST_BLOCK) return null
  return { ...config, blockDays: Math.max(LEAST_BLOCK, Math.floor(config.blockDays * share)) }
}
