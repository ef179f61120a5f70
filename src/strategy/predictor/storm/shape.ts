import { patchCount, type StormShape } from '../../../model/storm/shape.js'
import type { MarketSize } from '../network.js'
import type { StormSettings } from './settings.js'

/** Channels of a bar, the first inputs of an asset. */
export const BAR_CHANNELS = 5

/** A universe above this many names has more codes of patches by default. */
const LARGE_UNIVERSE = 100
const [FEW_CODES, MANY_CODES] = [64, 128]

type NetworkSize = Pick<MarketSize, 'characteristicCount' | 'universe'> & {
  /** A, assets of the train range. */
  readonly assets: number
}

export function shapeOf(config: StormSettings, size: NetworkSize): StormShape {
  const { heads, headWidth, patchDates: patch, modules, crossSectionCodes } = config
  const timeSeriesCodes = codesFor(config, size.universe)
  return {
    assets: size.assets,
    inputs: BAR_CHANNELS + size.characteristicCount,
    channels: BAR_CHANNELS,
    lookback: lookbackOf(config),
    patch,
    width: heads * headWidth,
    heads,
    encoderBlocks: config.encoderBlocks,
    decoderBlocks: config.decoderBlocks,
    codes: {
      ...(modules !== 'crossSection' && { timeSeries: timeSeriesCodes }),
      ...(modules !== 'timeSeries' && { crossSection: crossSectionCodes }),
    },
    fusion: config.fusion,
    jointAttention: config.patchAttention === 'date',
  }
}

/** W, rows that a prediction reads. */
export function lookbackOf({ patches, patchDates }: StormSettings): number {
  return patches * patchDates
}

function codesFor({ timeSeriesCodes }: StormSettings, universe: number): number {
  if (timeSeriesCodes > 0) return timeSeriesCodes
  return universe > LARGE_UNIVERSE ? MANY_CODES : FEW_CODES
}

/** Floats that the forward pass keeps of an asset on a date, for the memory of a step. */
export function floatsPerCell(config: StormSettings): number {
  const shape = shapeOf(config, { characteristicCount: 20, universe: 0, assets: 1 })
  const { width, heads, lookback, inputs, encoderBlocks, decoderBlocks } = shape
  const tokens = patchCount(shape)
  const attended = shape.jointAttention ? config.stocksPerStep * tokens : tokens
  const block = 24 * width + 2 * heads * attended
  const codes = 3 * (shape.codes.timeSeries ?? 0)
  return 3 * lookback * inputs + tokens * ((encoderBlocks + decoderBlocks) * block + codes)
}
