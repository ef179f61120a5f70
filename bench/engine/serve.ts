import { createInterface } from 'node:readline'
import { presetForTensorFlow, readEnv, toConfig } from '../../src/config.js'
import { isEngineName, openEngine } from '../../src/tensor/engine/engine.js'
import type { Params } from '../../src/tensor/params.js'
import { factorVaeSteps } from './factor-vae-step.js'
import type { TrainingSteps } from './repeated-steps.js'
import { trainingSteps } from './step.js'
import { stormSteps } from './storm-step.js'

/**
 * `serve.js ENGINE ASSETS FACTORS [DAYS]` steps attention-longconv, `serve.js ENGINE ASSETS factor-vae`
 * FactorVAE, `serve.js ENGINE ASSETS storm` STORM: both have the protocol of bench/engine/torch_peer.py.
 */
async function main([name = '', assets, factors, days = '63']: readonly string[]): Promise<void> {
  if (!isEngineName(name)) throw new Error(`no engine ${name}`)
  presetForTensorFlow()
  const { engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
  const info = await openEngine(name, { folder, threads })
  const settings = { factorCount: Number(factors), blockDays: Number(days) }
  const stepped: Record<string, () => TrainingSteps<Params>> = {
    'factor-vae': () => factorVaeSteps(Number(assets)),
    storm: () => stormSteps(Number(assets)),
  }
  const steps = stepped[factors ?? '']?.() ?? trainingSteps(Number(assets), settings)
  const answers: Record<string, () => unknown> = {
    async step() {
      const [wall, cpu] = [performance.now(), process.cpuUsage()]
      await steps.next()
      const { user, system } = process.cpuUsage(cpu)
      return { wall: performance.now() - wall, cpu: (user + system) / 1000 }
    },
    check() {
      const { loss, gradients } = steps.check()
      const lists = Object.entries(gradients).map(([key, values]) => [key, Array.from(values)])
      return { loss, gradients: Object.fromEntries(lists) }
    },
    status: () => ({ ...info, peakMiB: process.resourceUsage().maxRSS / 1024 }),
  }
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answers[line]?.())}\n`)
  }
}

await main(process.argv.slice(2))
