/** The two encoders: of each asset's patches, and of each date's whole market. */
export type StormModule = 'timeSeries' | 'crossSection'

/** Sizes of a STORM network. */
export interface StormShape {
  /** A, assets of the train range, which the cross-section has a place for. */
  readonly assets: number
  /** D, channels and characteristics of an asset on a date. */
  readonly inputs: number
  /** R, channels that are reconstructed: the first of the inputs. */
  readonly channels: number
  /** W, dates that are read. */
  readonly lookback: number
  /** p, dates of a patch, a divisor of W. */
  readonly patch: number
  /** d, width of a token, a multiple of `heads`. */
  readonly width: number
  readonly heads: number
  readonly encoderBlocks: number
  readonly decoderBlocks: number
  /** K of each codebook; its modules alone have codes, decoders and factor tokens. */
  readonly codes: Readonly<Partial<Record<StormModule, number>>>
  /** Cross-attention between the modules before they are quantised. */
  readonly fusion: boolean
  /** Attention of a date's patches among all its assets, in place of within each asset. */
  readonly jointAttention: boolean
}

/** P = W / p, patches of an asset. */
export function patchCount({ lookback, patch }: Pick<StormShape, 'lookback' | 'patch'>): number {
  return lookback / patch
}

/** L: P tokens of the time series and W of the cross-section, of the modules that there are. */
export function factorTokens(shape: Pick<StormShape, 'lookback' | 'patch' | 'codes'>): number {
  const { codes, lookback } = shape
  return (codes.timeSeries ? patchCount(shape) : 0) + (codes.crossSection ? lookback : 0)
}
