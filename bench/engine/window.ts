import { fileURLToPath } from 'node:url'
import { marketData } from '../../src/characteristics/market-data.js'
import { parseAttentionConfig } from '../../src/strategy/attention/settings.js'
import { attentionTask, trainingData } from '../../src/strategy/attention/task.js'
import { openEngine } from '../../src/tensor/engine/engine.js'
import { disposeParams } from '../../src/tensor/params.js'
import { keyOf } from '../../src/tensor/random.js'
import { type Peer, startPeer } from './peer.js'
import { writeForTorch } from './torch.js'
import { windowMarket, writeWindow } from './window-files.js'

const SERVE = fileURLToPath(new URL('./window-serve.js', import.meta.url))

export interface WindowRace {
  readonly engines: readonly string[]
  readonly python?: string
  /** bench/engine/torch-step.py */
  readonly script: string
  /** Folder of price files; a synthetic market without one. */
  readonly data: string
  readonly year: string
  readonly factors: number
  readonly epochs: number
}

/**
 * Eight years of training and one of test, from arrays in memory to books: one seed, one thread. Ours
 * scores date by date without the next one; PyTorch scores the test year in blocks. Lines of text.
 */
export async function raceWindow(race: WindowRace): Promise<string[]> {
  const { what, ...market } = await windowMarket(race.data, race.year)
  const config = parseAttentionConfig({ factorCount: race.factors, epochs: race.epochs })
  await openEngine('cpu')
  const view = marketData(market.arrays).asOf(market.split.train.to)
  const task = attentionTask(trainingData(view, market.split.train, config), config)
  const params = task.init(keyOf(1))
  const firstDay = 0
  const input = writeForTorch({ view: market.arrays, config, params, firstDay }, market.testRow)
  disposeParams(params)
  writeWindow(input.folder, market)
  const lines = [
    `whole split: ${what}; trains on ${market.split.train.from} to ${market.split.train.to}, tests ${race.year}; ` +
      `${market.arrays.assets.length} assets, K=${race.factors}, ${race.epochs} epochs`,
  ]
  try {
    const seconds = new Map<string, number>()
    for (const [name, peer] of peersOf(race, input.folder)) {
      const { cpu, wall, train } = await peer.window()
      const { peakMiB } = await peer.status()
      await peer.close()
      seconds.set(name, cpu)
      const torch = seconds.get('PyTorch')
      const ratio = torch && name !== 'PyTorch' ? `, ${(cpu / torch).toFixed(2)} of PyTorch` : ''
      lines.push(
        `${name.padEnd(14)} ${cpu.toFixed(1)} s${ratio} (wall ${wall.toFixed(1)}, training ${train.toFixed(1)}), ` +
          `peak ${peakMiB.toFixed(0)} MiB`,
      )
    }
  } finally {
    input.remove()
  }
  return lines
}

/** Started one after the other, so that each has all of the memory. */
function* peersOf(
  { engines, python, script, factors, epochs }: WindowRace,
  folder: string,
): Generator<[string, Peer]> {
  if (python) yield ['PyTorch', startPeer(python, [script, folder])]
  for (const name of engines) {
    yield [name, startPeer(process.execPath, [SERVE, name, folder, `${factors}`, `${epochs}`])]
  }
}
