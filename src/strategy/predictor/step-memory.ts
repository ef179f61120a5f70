import { type MemoryNeed, resultCellBytes } from '../inputs.js'
import type { StepSettings } from './settings.js'

/** How large a network is for an asset on a date of a step. */
export interface StepCells {
  /** Floats that the forward pass keeps and the gradient doubles. */
  readonly floats: number
  /** Factors that it publishes. */
  readonly factorCount: number
}

const BYTES = 2 * Float32Array.BYTES_PER_ELEMENT

export function stepMemory(
  { datesPerStep, stocksPerStep }: StepSettings,
  { floats, factorCount }: StepCells,
): MemoryNeed {
  return {
    step: {
      dates: datesPerStep,
      bytesPerCell: BYTES * floats,
      ...(stocksPerStep > 0 && { mostAssets: stocksPerStep }),
    },
    bytesPerResultCell: resultCellBytes(factorCount),
  }
}

/** Steps of a share of the dates; null where they have one date. */
export function withSmallerSteps<Config extends Pick<StepSettings, 'datesPerStep'>>(
  config: Config,
  share: number,
): Config | null {
  if (config.datesPerStep === 1) return null
  return { ...config, datesPerStep: Math.max(1, Math.floor(config.datesPerStep * share)) }
}
