import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MarketView } from '../../src/data/source.js'
import { entries, type Params } from '../../src/tensor/params.js'
import type { FactorVaeSteps } from './factor-vae-step.js'
import type { Steps } from './step.js'

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

/** Arrays, parameters and settings in a new folder. */
function written(
  view: MarketView,
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
    dates: view.dates.length,
    assets: view.assets.length,
    characteristics: view.characteristics.definitions.length,
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
