import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import { runDrift } from './agents/f16.js'
import { runDataset } from './storm/dataset.js'
import { runPlanted } from './storm/planted.js'
import { runCommand } from './walk-forward/command.js'
import { WALK_FORWARD_OPTIONS } from './walk-forward/open.js'

/**
 * Checks STORM and its trading agents. `--planted`: markets whose regimes are known. `--agents`: markets whose
 * best policy is known. `--dataset dj30` or `sp500`: the walk-forward on real data, computed where it is
 * missing, and its part of docs/results.md. The exit code is 1 where a bar does not hold.
 */
const options = benchOptions('bench:storm', 'What STORM finds, predicts and trades.', {
  planted: { type: 'boolean', what: 'markets whose regimes are known' },
  'planted-seeds': { type: 'string', default: '0,1,2', what: 'seeds of the network, with commas' },
  'planted-epochs': { type: 'string', default: '12', what: 'epochs of a training of the network' },
  agents: { type: 'boolean', what: 'trading agents on markets whose best policy is known' },
  'agent-methods': { type: 'string', default: 'ppo,dqn,sac', what: 'ppo, dqn, sac' },
  'agent-seeds': { type: 'string', default: '0,1,2', what: 'their seeds, with commas' },
  'agent-cost': { type: 'string', default: '1', what: 'basis points of what they trade' },
  dataset: { type: 'string', what: 'dataset of a walk-forward on real data: dj30 or sp500' },
  ...WALK_FORWARD_OPTIONS,
  from: { type: 'string', default: '2017', what: 'first test year' },
  to: { type: 'string', default: '2024', what: 'last test year' },
  out: { type: 'string', default: 'docs/results.md', what: 'page to write into' },
})

const print = (line: string) => process.stdout.write(`${line}\n`)
const numbers = (text: string) => text.split(',').map(Number)

async function engine(): Promise<void> {
  presetForTensorFlow()
  const { engine: choice, engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
  print(`engine ${(await openEngine(choice, { folder, threads })).name}`)
}

async function planted(): Promise<boolean> {
  await engine()
  const epochs = Number(options['planted-epochs'])
  return runPlanted({ seeds: numbers(options['planted-seeds']), epochs, print })
}

async function agents(): Promise<boolean> {
  await engine()
  return runDrift({
    agents: options['agent-methods'].split(',') as ('ppo' | 'dqn' | 'sac')[], // an unknown name is an error of the learner
    seeds: numbers(options['agent-seeds']),
    costBps: Number(options['agent-cost']),
    print,
  })
}

await runCommand('bench:storm', async () => {
  if (options.planted && !(await planted())) process.exitCode = 1
  if (options.agents && !(await agents())) process.exitCode = 1
  if (options.dataset !== undefined || options.list) {
    if (!(await runDataset(options, print))) process.exitCode = 1
  }
})
