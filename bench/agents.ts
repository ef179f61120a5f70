import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import { runDrift } from './agents/f16.js'

/**
 * Checks the trading agents: `npm run bench:agents`, markets whose best policy is known, exit code 1
 * where bar F16 does not hold.
 */
const options = benchOptions('bench:agents', 'Whether trading agents find a planted drift.', {
  seeds: { type: 'string', default: '0,1,2', what: 'seeds, separated by commas' },
  agents: { type: 'string', default: 'ppo,dqn,sac', what: 'ppo, dqn, sac' },
  costBps: { type: 'string', default: '1', what: 'basis points of what is traded' },
})

presetForTensorFlow()
const { engine, engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
const print = (line: string) => process.stdout.write(`${line}\n`)
print(`engine ${(await openEngine(engine, { folder, threads })).name}`)
const holds = await runDrift({
  agents: options.agents.split(',') as ('ppo' | 'dqn' | 'sac')[], // an unknown name is an error of the learner
  seeds: options.seeds.split(',').map(Number),
  costBps: Number(options.costBps),
  print,
})
if (!holds) process.exitCode = 1
