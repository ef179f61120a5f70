import * as tf from '@tensorflow/tfjs'
import type { StormParams } from '../../../model/storm/params.js'
import { tokensOf } from '../../../model/storm/predict.js'
import type { StormModule, StormShape } from '../../../model/storm/shape.js'
import { type Key, keyOf } from '../../../tensor/random.js'
import type { StormSource } from './source.js'
import { codedModules } from './trace.js'

/** Dates whose codes are counted at once. */
const DATES = 16
/** All assets are taken: nothing is drawn. */
const NO_KEY: Key = keyOf(0)

/** `[K]` of each module: how often a code was chosen by an asset's newest patch, or by the newest day, over all dates. */
export function usageOver(
  source: StormSource,
  params: StormParams,
  shape: StormShape,
): Readonly<Record<string, tf.Tensor1D>> {
  const counts = new Map<StormModule, Float32Array>(
    codedModules(shape).map((module) => [module, new Float32Array(shape.codes[module] ?? 0)]),
  )
  for (let from = 0; from < source.days.length; from += DATES) {
    const chosen = chosenOn(source, source.days.subarray(from, from + DATES), params, shape)
    for (const [module, codes] of chosen) {
      const known = counts.get(module)
      for (const code of codes) if (known) known[code]++
    }
  }
  return Object.fromEntries([...counts].map(([module, values]) => [module, tf.tensor1d(values)]))
}

type Chosen = readonly (readonly [StormModule, readonly number[]])[]

function chosenOn(
  source: StormSource,
  days: Int32Array,
  params: StormParams,
  shape: StormShape,
): Chosen {
  const { mask, codes } = tf.tidy(() => {
    const { inputs } = source.block(days, NO_KEY)
    return { mask: inputs.mask, codes: tokensOf(params, inputs, shape).codes }
  })
  const live = mask.dataSync()
  const chosen: Chosen = codedModules(shape).map((module) => {
    const indices = newestOf(codes[module] as tf.Tensor) // of a module with codes
    return [module, module === 'timeSeries' ? indices.filter((_, i) => live[i] === 1) : indices]
  })
  tf.dispose([mask, ...Object.values(codes)])
  return chosen
}

/** The last index of each row. */
function newestOf(indices: tf.Tensor): number[] {
  const length = indices.shape.at(-1) ?? 1
  return Array.from(indices.dataSync()).filter((_, i) => (i + 1) % length === 0)
}
