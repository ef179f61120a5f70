import * as tf from '@tensorflow/tfjs'
import type { Encoded } from './encode.js'
import type { StormInputs } from './inputs.js'
import type { StormParams } from './params.js'
import { type CodebookLosses, type CodebookUpdate, type Quantised, quantise } from './quantise.js'
import { patchCount, type StormModule, type StormShape } from './shape.js'

/** The modules that have codes. */
export type QuantisedModules = Readonly<Partial<Record<StormModule, Quantised>>>

/** Tokens of assets that are not in the universe of their date are not counted. */
export function quantiseModules(
  { codes }: Pick<StormParams, 'codes'>,
  { timeSeries, crossSection }: Encoded,
  { mask }: Pick<StormInputs, 'mask'>,
  shape: StormShape,
  { update }: { readonly update: CodebookUpdate },
): QuantisedModules {
  const live = livePatches(mask, patchCount(shape))
  return {
    ...(codes.timeSeries && {
      timeSeries: quantise(timeSeries, codes.timeSeries, { update, live }),
    }),
    ...(codes.crossSection &&
      crossSection && { crossSection: quantise(crossSection, codes.crossSection, { update }) }),
  }
}

/** `[B·n·P]` of a mask `[B, n]`. */
export function livePatches(mask: tf.Tensor2D, patches: number): tf.Tensor1D {
  return mask
    .reshape<tf.Tensor2D>([mask.size, 1])
    .mul(tf.ones([1, patches]))
    .flatten()
}

/** Each loss summed over the modules. */
export function sumOfLosses(modules: QuantisedModules): Partial<CodebookLosses> {
  const all = Object.values(modules).map(({ losses }) => losses)
  const [first, ...others] = all
  if (!first) return {}
  const names = Object.keys(first) as (keyof CodebookLosses)[]
  const summed = names.map((name) => {
    const terms = [first, ...others].flatMap((losses) => losses[name] ?? [])
    return [name, tf.addN(terms)]
  })
  return Object.fromEntries(summed)
}
