import { createInterface } from 'node:readline'
import { marketData } from '../../src/characteristics/market-data.js'
import { presetForTensorFlow, readEnv, toConfig } from '../../src/config.js'
import { strategyByName } from '../../src/registry/registry.js'
import { isEngineName, openEngine } from '../../src/tensor/engine/engine.js'
import type { CheckpointStore } from '../../src/walkforward/checkpoints.js'
import { runSplit } from '../../src/walkforward/run.js'
import { readWindow } from './window-files.js'

const forgetful: CheckpointStore = { load: async () => null, save: async () => {} }

/** `engine-window-serve.js ENGINE FOLDER FACTORS EPOCHS`: trains and scores the split on one thread on request. */
async function main([name = '', folder = '', factors, epochs]: readonly string[]): Promise<void> {
  if (!isEngineName(name)) throw new Error(`no engine ${name}`)
  presetForTensorFlow()
  const { engineFolder, engineThreads: threads } = toConfig(readEnv())
  const engine = await openEngine(name, { folder: engineFolder, threads })
  const strategy = await strategyByName('attention-longconv')
  const { arrays, split } = readWindow(folder)
  const answers: Record<string, () => unknown> = {
    async window() {
      const [wall, cpu] = [performance.now(), process.cpuUsage()]
      const { trainSeconds } = await runSplit({
        market: marketData(arrays),
        strategy,
        config: strategy.parseConfig({ factorCount: Number(factors), epochs: Number(epochs) }),
        split,
        seeds: [1],
        checkpoints: forgetful,
        engine,
        lastCloses: new Float64Array(arrays.assets.length),
        signal: new AbortController().signal,
      })
      const { user, system } = process.cpuUsage(cpu)
      const seconds = (performance.now() - wall) / 1000
      return { wall: seconds, cpu: (user + system) / 1e6, train: trainSeconds }
    },
    status: () => ({ ...engine, peakMiB: process.resourceUsage().maxRSS / 1024 }),
  }
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answers[line]?.())}\n`)
  }
}

await main(process.argv.slice(2))
