import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entries } from '../../src/tensor/params.js'
import type { Steps } from './step.js'

const BASIS_POINT = 1e-4

/**
 * Writes the input of bench/engine/torch-step.py: the market, the parameters and the settings of `steps`, and the row
 * of the first test date where it trains and scores a whole split.
 */
export function writeForTorch(
  { view, params, config, firstDay }: Pick<Steps, 'view' | 'params' | 'config' | 'firstDay'>,
  testRow?: number,
): {
  folder: string
  remove: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'residua-bench-'))
  const write = (name: string, values: ArrayLike<number>) =>
    writeFileSync(join(folder, `${name}.f32`), Float32Array.from(values))
  write('values', view.characteristics.values)
  write('universe', view.universe)
  write('returns', view.returns)
  write('market', view.market)
  for (const [name, tensor] of entries(params)) write(name, tensor.dataSync())
  const shape = {
    dates: view.dates.length,
    assets: view.assets.length,
    characteristics: view.characteristics.definitions.length,
    params: Object.fromEntries(entries(params).map(([name, tensor]) => [name, tensor.shape])),
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
  }
  writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
