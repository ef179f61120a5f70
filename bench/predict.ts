import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import { runPlanted } from './predict/planted.js'

/**
 * Checks the predictors. `npm run bench:predict -- --planted`: panels whose best prediction is known,
 * exit code 1 where a bar does not hold.
 */
const options = benchOptions('bench:predict', 'Whether the predictors predict.', {
  planted: { type: 'boolean', what: 'panels whose best prediction is known' },
  seeds: { type: 'string', default: '0,1,2', what: 'seeds, separated by commas' },
  epochs: { type: 'string', default: '12', what: 'epochs of a training' },
})

presetForTensorFlow()
const { engine, engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
const print = (line: string) => process.stdout.write(`${line}\n`)
print(`engine ${(await openEngine(engine, { folder, threads })).name}`)
if (options.planted) {
  const seeds = options.seeds.split(',').map(Number)
  if (!(await runPlanted({ seeds, epochs: Number(options.epochs), print }))) process.exitCode = 1
}
