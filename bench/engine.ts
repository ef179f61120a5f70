import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs'
import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { at, first } from '../src/lib/at.js'
import { type EngineName, isEngineName, openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import { factorVaeSteps } from './engine/factor-vae-step.js'
import { type Gradients, type Milliseconds, type Peer, startPeer } from './engine/peer.js'
import { trainingSteps } from './engine/step.js'
import { stormSteps } from './engine/storm-step.js'
import {
  type TorchInput,
  writeFactorVaeForTorch,
  writeForTorch,
  writeStormForTorch,
} from './engine/torch.js'
import { raceWindow } from './engine/window.js'

/**
 * Speed and accuracy of a training step of attention-longconv, factor-vae and storm on each engine and in
 * PyTorch.
 *
 * A step gathers its block, goes forward and back and updates; a split trains on eight years and scores
 * one. Peers are separate processes of one thread each and take turns step by step, so that other load
 * affects all of them alike.
 */
const options = benchOptions(
  'bench:engine',
  'How fast and how right a training step is, of attention-longconv, factor-vae and storm, on each engine here and in PyTorch.',
  {
    python: { type: 'string', what: 'a Python that has PyTorch' },
    assets: { type: 'string', default: '100,500,1000', what: 'sizes, with commas' },
    factors: { type: 'string', default: '8,30', what: 'numbers of factors, with commas' },
    'factor-vae': {
      type: 'string',
      default: '150,500',
      what: 'sizes of a step of factor-vae, with commas; 0: none',
    },
    storm: {
      type: 'string',
      default: '30',
      what: 'sizes of a step of storm, with commas; 0: none',
    },
    engines: {
      type: 'string',
      default: 'tfjs-node-gpu,tfjs-node,wasm',
      what: 'engines, with commas; left out where they do not work',
    },
    steps: { type: 'string', default: '20', what: 'steps timed of each' },
    soak: {
      type: 'string',
      default: '2000',
      what: 'steps after which tensors and memory are compared',
    },
    data: {
      type: 'string',
      default: join('..', 'shared', 'data'),
      what: 'S&P 500 files of the whole split',
    },
    year: { type: 'string', default: '2008', what: 'test year of the whole split' },
    'window-factors': { type: 'string', default: '30', what: 'factors of the whole split' },
    epochs: { type: 'string', default: '15', what: 'epochs of the whole split; 0: none' },
  },
)
const SERVE = fileURLToPath(new URL('./engine/serve.js', import.meta.url))
const scriptOf = (name: string) => join(process.cwd(), 'bench', 'engine', name)
const SCRIPT = scriptOf('torch-step.py')
const WARM_UP = 30
const DAYS = 94
const WINDOW_DAYS = 64
const [CHARACTERISTICS, LOOKBACK, HIDDEN] = [29, 30, 32]
const SOAK_ASSETS = 30

async function main(): Promise<void> {
  presetForTensorFlow()
  const engines: EngineName[] = []
  for (const name of options.engines.split(',')) {
    if (!isEngineName(name)) throw new Error(`no engine ${name}`)
    const reason = await openHere(name).then(
      () => null,
      (thrown: Error) => thrown.message,
    )
    if (reason === null) engines.push(name)
    else print(`${name}: left out, ${reason}`)
  }
  if (!options.python) print('PyTorch: left out, no --python')
  await openEngine('cpu')
  for (const factors of options.factors.split(',').map(Number)) {
    for (const assets of options.assets.split(',').map(Number)) {
      await raceAttention(assets, factors, engines)
    }
  }
  for (const assets of options['factor-vae'].split(',').map(Number)) {
    if (assets > 0) await raceFactorVae(assets, engines)
  }
  for (const assets of options.storm.split(',').map(Number)) {
    if (assets > 0) await raceStorm(assets, engines)
  }
  if (Number(options.epochs) > 0) await wholeWindow(engines)
  for (const name of engines) await soak(name, Number(options.soak))
}

function openHere(name: EngineName) {
  const { engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
  return openEngine(name, { folder, threads })
}

async function wholeWindow(engines: readonly EngineName[]): Promise<void> {
  const { python, data, year, epochs } = options
  const factors = Number(options['window-factors'])
  const race = { engines, python, script: SCRIPT, data, year, factors, epochs: Number(epochs) }
  print('')
  for (const line of await raceWindow(race)) print(line)
}

function raceAttention(assets: number, factors: number, engines: readonly EngineName[]) {
  const gigaflop = flopsOf(assets, factors) / 1e9
  return race({
    title: `N=${assets}, K=${factors}, 63-day blocks: ${gigaflop.toFixed(2)} GFLOP a step`,
    engines,
    args: [`${assets}`, `${factors}`],
    script: SCRIPT,
    input: writeForTorch(trainingSteps(assets, { factorCount: factors })),
    gigaflop,
  })
}

function raceFactorVae(assets: number, engines: readonly EngineName[]) {
  const steps = factorVaeSteps(assets)
  const { datesPerStep, lookback } = steps.config
  return race({
    title: `factor-vae, ${datesPerStep} dates × N=${assets}, ${lookback} rows a window`,
    engines,
    args: [`${assets}`, 'factor-vae'],
    script: scriptOf('torch-factor-vae.py'),
    input: writeFactorVaeForTorch(steps),
  })
}

function raceStorm(assets: number, engines: readonly EngineName[]) {
  const steps = stormSteps(assets)
  const { datesPerStep } = steps.config
  return race({
    title: `storm, ${datesPerStep} dates × N=${assets}, ${steps.shape.lookback} rows a window`,
    engines,
    args: [`${assets}`, 'storm'],
    script: scriptOf('torch-storm.py'),
    input: writeStormForTorch(steps),
  })
}

interface Race {
  readonly title: string
  readonly engines: readonly EngineName[]
  /** Of `serve.js`, after the engine. */
  readonly args: readonly string[]
  readonly script: string
  readonly input: TorchInput
  /** Of the matrix products of a step, where they were counted. */
  readonly gigaflop?: number
}

async function race({ title, engines, args, script, input, gigaflop }: Race): Promise<void> {
  print(`\n${title}`)
  const peers = new Map<string, Peer>(
    engines.map((name) => [name, startPeer(process.execPath, [SERVE, name, ...args])]),
  )
  if (options.python) peers.set('PyTorch', startPeer(options.python, [script, input.folder]))
  try {
    const exact = await peers.get('PyTorch')?.check()
    const errors = new Map<string, string>()
    for (const name of engines) {
      const got = await peers.get(name)?.check()
      if (got && exact) errors.set(name, differenceOf(got, exact))
    }
    const times = await takeTurns(peers, Number(options.steps))
    const torch = times.get('PyTorch')
    for (const [name, peer] of peers) {
      const all = times.get(name) ?? []
      const [cpu, wall] = [sorted(all, 'cpu'), sorted(all, 'wall')]
      const status = await peer.status()
      const ratio = torch
        ? `, ${(median(cpu) / median(sorted(torch, 'cpu'))).toFixed(2)} of PyTorch`
        : ''
      const speed = gigaflop ? `, ${((1000 * gigaflop) / median(cpu)).toFixed(1)} GFLOP/s` : ''
      print(
        `${name.padEnd(14)} ${median(cpu).toFixed(1)} ms (min ${first(cpu).toFixed(1)}; wall ` +
          `${median(wall).toFixed(1)})${ratio}${speed}, ` +
          `peak ${status.peakMiB.toFixed(0)} MiB, ${status.version}, ${status.threads} thread` +
          `${errors.has(name) ? `; ${errors.get(name)}` : ''}`,
      )
    }
  } finally {
    for (const peer of peers.values()) await peer.close()
    input.remove()
  }
}

async function takeTurns(peers: ReadonlyMap<string, Peer>, count: number) {
  const times = new Map<string, Milliseconds[]>()
  for (const name of peers.keys()) times.set(name, [])
  for (let i = 0; i < WARM_UP + count; i++) {
    for (const [name, peer] of peers) {
      const taken = await peer.step()
      if (i >= WARM_UP) times.get(name)?.push(taken)
    }
  }
  return times
}

/** Multiplications and additions of the matrix products; each product has two more in the gradient. */
function flopsOf(assets: number, factors: number): number {
  const scores = DAYS * assets * CHARACTERISTICS * factors
  const projections = (DAYS * (factors + 2) + WINDOW_DAYS * 2) * factors * assets
  const layers = WINDOW_DAYS * assets * HIDDEN * (LOOKBACK + 2 * HIDDEN + 1)
  return 3 * 2 * (scores + projections + layers)
}

function differenceOf(got: Gradients, exact: Gradients): string {
  let [worst, largest] = [0, 0]
  for (const [name, values] of Object.entries(exact.gradients)) {
    values.forEach((value, i) => {
      worst = Math.max(worst, Math.abs((got.gradients[name]?.[i] ?? Number.NaN) - value))
      largest = Math.max(largest, Math.abs(value))
    })
  }
  const loss = Math.abs(got.loss - exact.loss).toExponential(1)
  return `off float64 by ${loss} in the loss, ${worst.toExponential(1)} in gradients up to ${largest.toFixed(2)}`
}

/** Tensors, their bytes and resident memory over many steps. */
async function soak(name: EngineName, count: number): Promise<void> {
  if (count === 0) return
  await openHere(name)
  const steps = trainingSteps(SOAK_ASSETS)
  for (let i = 0; i < WARM_UP; i++) await steps.next()
  const before = { ...tf.memory(), rss: process.memoryUsage().rss }
  for (let i = 0; i < count; i++) await steps.next()
  const after = { ...tf.memory(), rss: process.memoryUsage().rss }
  print(
    `\n${count} steps at N=${SOAK_ASSETS} on ${name}: tensors ${before.numTensors} → ${after.numTensors}, bytes ` +
      `${before.numBytes} → ${after.numBytes}, resident ${toMiB(before.rss)} → ${toMiB(after.rss)} MiB`,
  )
  steps.dispose()
}

const toMiB = (bytes: number) => Math.round(bytes / 2 ** 20)
const sorted = (times: readonly Milliseconds[], key: keyof Milliseconds) =>
  times.map((time) => time[key]).sort((a, b) => a - b)
const median = (ascending: readonly number[]) => at(ascending, ascending.length >> 1)

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
