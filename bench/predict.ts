import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import { runDataset } from './predict/dataset.js'
import { runPlanted } from './predict/planted.js'
import { runCommand } from './walk-forward/command.js'
import { WALK_FORWARD_OPTIONS } from './walk-forward/open.js'

/**
 * Checks the predictors. `--planted`: panels whose best prediction is known. `--dataset sp500`: the
 * walk-forward on real data, computed where it is missing, and its part of docs/results.md. The exit code
 * is 1 where a bar does not hold.
 */
const options = benchOptions('bench:predict', 'Whether the predictors predict.', {
  planted: { type: 'boolean', what: 'panels whose best prediction is known' },
  'planted-seeds': { type: 'string', default: '0,1,2,3,4,5', what: 'their seeds, with commas' },
  'planted-epochs': { type: 'string', default: '12', what: 'epochs of a training on them' },
  dataset: { type: 'string', what: 'dataset of a walk-forward on real data' },
  ...WALK_FORWARD_OPTIONS,
  python: { type: 'string', what: 'a Python that has LightGBM, to put it beside ours' },
  out: { type: 'string', default: 'docs/results.md', what: 'page to write into' },
})

const print = (line: string) => process.stdout.write(`${line}\n`)

async function planted(): Promise<boolean> {
  presetForTensorFlow()
  const { engine, engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
  print(`engine ${(await openEngine(engine, { folder, threads })).name}`)
  const seeds = options['planted-seeds'].split(',').map(Number)
  return runPlanted({ seeds, epochs: Number(options['planted-epochs']), print })
}

await runCommand('bench:predict', async () => {
  if (options.planted && !(await planted())) process.exitCode = 1
  if (options.dataset !== undefined || options.list) {
    if (!(await runDataset(options, print))) process.exitCode = 1
  }
})
