import type * as tf from '@tensorflow/tfjs'
import type { StormParams } from '../../../model/storm/params.js'
import type { StormModule } from '../../../model/storm/shape.js'
import type { CodebookModule, TrainedCodebook } from '../../../results.js'
import type { Params } from '../../../tensor/params.js'

/** What a checkpoint of STORM holds: the network, and by module the state of its codebook. */
export type StoredStorm = {
  readonly network: StormParams
  readonly codebooks: Readonly<Record<string, StoredCodebook>>
}

type StoredCodebook = {
  /** `[K]` running counts at the end of training. */
  readonly counts: tf.Tensor1D
  /** `[K]` how often each code was chosen on the dates of the train range, by newest patch or day. */
  readonly usage: tf.Tensor1D
}

/** A checkpoint's tree, in which a part without tensors is absent. */
export function storedStorm(params: Params): StoredStorm {
  const { network, codebooks } = params as StoredStorm // written by `fit`
  return { network: { ...network, fusion: network.fusion ?? {} }, codebooks }
}

const MODULES: Readonly<Record<StormModule, CodebookModule>> = {
  timeSeries: 'TIME_SERIES',
  crossSection: 'CROSS_SECTION',
}

/** Downloads the usage of each codebook. */
export function trainedCodebooks({ codebooks }: StoredStorm): TrainedCodebook[] {
  return (Object.keys(MODULES) as StormModule[])
    .filter((module) => module in codebooks)
    .map((module) => ({
      module: MODULES[module],
      usageTrain: Float64Array.from(codebooks[module].usage.dataSync()),
    }))
}
