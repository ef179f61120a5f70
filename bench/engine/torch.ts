import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../src/data/source.js'
import { ACTIVATIONS } from '../../src/model/layers/gaussian-head.js'
import { weightsOf } from '../../src/strategy/predictor/storm/weight-settings.js'
import { entries, type Params } from '../../src/tensor/params.js'
import type { FactorVaeSteps } from './factor-vae-step.js'
import type { Steps } from './step.js'
import type { StormSteps } from './storm-step.js'

const BASIS_POINT = 1e-4

export interface TorchInput {
  readonly folder: string
  readonly remove: () => void
}

/** Writes the input of bench/engine/torch-factor-vae.py: features, labels, parameters and settings. */
export function writeFactorVaeForTorch(steps: FactorVaeSteps): TorchInput {
  const { view, labels, config, block } = steps
  const { lookback, datesPerStep, sigmaFloor, leakySlope, klWeight, priorWeight } = config
  const { weightDecay, clipNorm } = config
  const training = { klWeight, priorWeight, weightDecay, clipNorm, firstDay: block }
  const settings = { lookback, datesPerStep, sigmaFloor, leakySlope, ...training }
  const { universe, characteristics } = view
  const arrays = { values: characteristics.values, universe, labels }
  return written(view, arrays, steps.params, settings)
}

/** Writes the input of bench/engine/torch-storm.py: what a step reads, parameters and settings. */
export function writeStormForTorch({ config, params, shape, read }: StormSteps): TorchInput {
  const { inputs, targets } = read()
  const [dates, stocks] = inputs.mask.shape
  const { patches, days, ...others } = targets
  const tensors = { ...inputs, ...others, patchTargets: patches, dayTargets: days }
  const arrays = Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync()])
  tf.dispose(Object.values(tensors))
  const { weightDecay, clipNorm, codeDecay } = config
  const training = { weights: weightsOf(config), weightDecay, clipNorm, codeDecay }
  const settings = { ...shape, ...training, dates, stocks, sigmaFloor: ACTIVATIONS.sigmaFloor }
  return writtenTo(Object.fromEntries(arrays), params, settings)
}

/** Arrays of a market, parameters and settings in a new folder. */
function written(
  view: MarketView,
  arrays: Readonly<Record<string, ArrayLike<number>>>,
  params: Params,
  settings: object,
): TorchInput {
  const sizes = {
    dates: view.dates.length,
    assets: view.assets.length,
    characteristics: view.characteristics.definitions.length,
  }
  return writtenTo(arrays, params, { ...sizes, ...settings })
}

function writtenTo(
  arrays: Readonly<Record<string, ArrayLike<number>>>,
  params: Params,
  settings: object,
): TorchInput {
  const folder = mkdtempSync(join(tmpdir(), 'residua-bench-'))
  const tensors = entries(params)
  const write = (name: string, values: ArrayLike<number>) =>
    writeFileSync(join(folder, `${name}.f32`), Float32Array.from(values))
  for (const [name, values] of Object.entries(arrays)) write(name, values)
  for (const [name, tensor] of tensors) write(name, tensor.dataSync())
  const shape = {
    params: Object.fromEntries(tensors.map(([name, tensor]) => [name, tensor.shape])),
    ...settings,
  }
  writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * Writes the input of bench/engine/torch-step.py: the market, the parameters and the settings of `steps`, and the row
 * of the first test date where it trains and scores a whole split.
 */
export function writeForTorch(
  { view, params, config, firstDay }: Pick<Steps, 'view' | 'params' | 'config' | 'firstDay'>,
  testRow?: number,
): TorchInput {
  const { characteristics, universe, returns, market } = view
  const arrays = { values: characteristics.values, universe, returns, market }
  return written(view, arrays, params, {
    lookback: config.lookback,
    blockDays: config.blockDays,
    ridge: config.ridge,
    squash: config.squash,
    dropout: config.dropout,
    tradingCost: config.trainingCostMultiple * config.tradingCostBps * BASIS_POINT,
    shortCost: config.shortCostBps * BASIS_POINT,
    explainedVarianceWeight: config.explainedVarianceWeight,
    firstDay,
    testRow,
    epochs: config.epochs,
    learningRate: config.learningRate,
    weightDecay: config.weightDecay,
    clipNorm: config.clipNorm,
  })
}
