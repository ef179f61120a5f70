import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import { runPlanted } from './storm/planted.js'

/**
 * Checks STORM. `npm run bench:storm -- --planted`: markets whose regimes are known, exit code 1 where a bar does
 * not hold.
 */
const options = benchOptions('bench:storm', 'Whether STORM finds what was planted.', {
  planted: { type: 'boolean', what: 'markets whose regimes are known' },
  seeds: { type: 'string', default: '0,1,2', what: 'seeds of the whole network, by commas' },
  epochs: { type: 'string', default: '12', what: 'epochs of a training of the whole network' },
})

presetForTensorFlow()
const { engine, engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
const print = (line: string) => process.stdout.write(`${line}\n`)
print(`engine ${(await openEngine(engine, { folder, threads })).name}`)
if (options.planted) {
  const seeds = options.seeds.split(',').map(Number)
  if (!(await runPlanted({ seeds, epochs: Number(options.epochs), print }))) process.exitCode = 1
}
