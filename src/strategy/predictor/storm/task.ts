import * as tf from '@tensorflow/tfjs'
import { STORM_TERMS, type StormTerms, stormTerms, weightedSum } from '../../../model/storm/loss.js'
import { initStorm, type StormParams } from '../../../model/storm/params.js'
import type { StormShape } from '../../../model/storm/shape.js'
import { adamW, cosine } from '../../../tensor/optim.js'
import { permutation } from '../../../tensor/random.js'
import type { EpochMeasures } from '../../../training/epochs.js'
import type { Task } from '../../../training/task.js'
import {
  type CarriedCodebooks,
  type CodebookSchedule,
  firstCodebooks,
  movedCodebooks,
} from './codebooks.js'
import { stormEpoch } from './epoch.js'
import type { StormSettings } from './settings.js'
import type { StormSource } from './source.js'
import { keptOf, tracesOf, tracesOfKept } from './trace.js'
import { weightsOf } from './weight-settings.js'

type StormTask = Task<StormParams, EpochMeasures, CarriedCodebooks>

/** Training on batches of random dates; counts of codes are carried beside the optimiser. */
export function stormTask(
  source: StormSource,
  shape: StormShape,
  config: StormSettings,
): StormTask {
  const { days } = source
  const batch = Math.min(config.datesPerStep, days.length)
  const perEpoch = Math.floor(days.length / batch)
  const schedule = scheduleOf(config, perEpoch)
  const weights = weightsOf(config)
  let order: Int32Array = new Int32Array() // of the epoch: the loop takes its blocks before its steps
  return {
    epochs: config.epochs,
    patience: config.epochs,
    keep: 'last',
    optimisers: [{ optimiser: optimiserOf(config, schedule.steps) }],
    init: (key) => initStorm(key, shape),
    carried: firstCodebooks,
    mayBeUnused: (name) => name.startsWith('codes.') || leavesOut(config),
    blocks(key) {
      order = permutation(key, days.length)
      return Array.from({ length: perEpoch }, (_, i) => i * batch)
    },
    evaluate(params, { block, key, count }) {
      const drawn = order.subarray(block, block + batch).map((i) => days[i])
      const { inputs, targets } = source.block(drawn, key)
      const options = { update: config.codebookUpdate, quantised: count >= schedule.warmUp }
      const evaluation = stormTerms(params, inputs, targets, shape, options)
      const traces = tracesOf(evaluation, inputs, shape)
      const loss = weightedSum(evaluation.terms, weights)
      const usage = traces.map(({ hits }) => hits.sum<tf.Tensor1D>(0))
      const numbers = tf.concat1d([numbersOf(loss, evaluation.terms), ...usage])
      return { loss, numbers, kept: keptOf(traces) }
    },
    afterStep: (moved, kept, step) =>
      movedCodebooks(moved, tracesOfKept(kept, shape), step, { ...config, ...schedule }),
    summarise: (_params, means, _block, { revived }) => stormEpoch(means, shape, revived),
    score: ({ loss }) => -(loss ?? Number.NaN),
  }
}

/** Whether a weight of 0 takes whole parts of the network out of the loss. */
function leavesOut({ reconstructionWeight, returnWeight, klWeight }: StormSettings): boolean {
  return [reconstructionWeight, returnWeight, klWeight].includes(0)
}

/** The warm-up ends within the first half. */
function scheduleOf({ epochs, warmUpEpochs }: StormSettings, perEpoch: number): CodebookSchedule {
  const steps = epochs * perEpoch
  return { steps, warmUp: Math.min(warmUpEpochs * perEpoch, Math.ceil(steps / 2)) }
}

/** Share of the steps over which the rate rises. */
const RISE = 0.05

function optimiserOf({ learningRate, weightDecay, clipNorm }: StormSettings, steps: number) {
  const rise = Math.max(1, Math.floor(RISE * steps))
  const fall = cosine(learningRate, steps)
  return adamW({
    rate: (step) => Math.min(1, (step + 1) / rise) * fall(step),
    decay: (name) => (name.startsWith('codes.') ? 0 : weightDecay),
    clipNorm,
    beta1: 0.9,
    beta2: 0.95,
  })
}

/** The loss, then each term, 0 where it is absent. */
function numbersOf(loss: tf.Scalar, terms: StormTerms): tf.Tensor1D {
  const zero = tf.scalar(0)
  return tf.stack([loss, ...STORM_TERMS.map((name) => terms[name] ?? zero)]) as tf.Tensor1D
}
