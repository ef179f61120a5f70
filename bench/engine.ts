import { loadavg } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { type EngineName, isEngineName, openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import { barsOf, type RacedStep } from './engine/bars.js'
import { factorVaeSteps } from './engine/factor-vae-step.js'
import { pythonPeers, scriptOf } from './engine/python-peers.js'
import { type Race, race as raceSteps } from './engine/race.js'
import { trainingSteps } from './engine/step.js'
import { stormSteps } from './engine/storm-step.js'
import { writeFactorVaeForTorch, writeForTorch, writeStormForTorch } from './engine/torch.js'
import { raceWindow } from './engine/window.js'

/**
 * Speed and accuracy of a training step of attention-longconv, factor-vae and storm on each engine, in
 * PyTorch, in torch.compile and in JAX, and wasm against the fastest of them.
 *
 * A step gathers its block, goes forward and back and updates; a split trains on eight years and scores
 * one. Peers are separate processes of one thread each and take turns step by step, so that other load
 * affects all of them alike.
 */
const options = benchOptions(
  'bench:engine',
  'How fast and how right a training step is, of attention-longconv, factor-vae and storm, on each engine here and in PyTorch, torch.compile and JAX.',
  {
    python: { type: 'string', what: 'a Python that has PyTorch, and JAX where it is to race' },
    peers: {
      type: 'string',
      default: 'PyTorch,torch.compile,JAX',
      what: 'peers in Python, with commas; left out where Python lacks them',
    },
    assets: { type: 'string', default: '100,500,1000,3000', what: 'sizes, with commas' },
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
    'warm-up': {
      type: 'string',
      default: '30',
      what: 'steps before them, in which everything is compiled',
    },
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
const WARM_UP = 30
const DAYS = 94
const WINDOW_DAYS = 64
const [CHARACTERISTICS, LOOKBACK, HIDDEN] = [29, 30, 32]
const SOAK_ASSETS = 30

async function main(): Promise<void> {
  presetForTensorFlow()
  const engines = await enginesHere()
  const peers = pythonPeers(options.python, options.peers.split(','), print)
  const { python, steps, 'warm-up': warmUp } = options
  const raced: RacedStep[] = []
  await openEngine('cpu')
  for (const [what, race] of races()) {
    const racers = { engines, python, peers, warmUp: Number(warmUp), steps: Number(steps), print }
    raced.push({ what, ...(await raceSteps(race(), racers)) })
  }
  const names = peers.map(({ name }) => name)
  print(`\n${barsOf(raced, engines, names)}\n`)
  print('Processor milliseconds of a step, medians of turns in one run; compiled in the warm-up,')
  print('which is not timed; a peer whose gradients are wrong is marked and not compared with.')
  print(`Load of the machine at the end: ${loadavg()[0]?.toFixed(1)}.`)
  if (Number(options.epochs) > 0) await wholeWindow(engines)
  for (const name of engines) await soak(name, Number(options.soak))
}

async function enginesHere(): Promise<EngineName[]> {
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
  return engines
}

/** What is stepped, and how to set it up: arrays are written when its turn comes. */
function* races(): Generator<[string, () => Race]> {
  for (const factors of numbersIn(options.factors)) {
    for (const assets of numbersIn(options.assets)) {
      yield [`attention, N ${assets}, K ${factors}`, () => attention(assets, factors)]
    }
  }
  for (const assets of numbersIn(options['factor-vae'])) {
    yield [`factor-vae, N ${assets}`, () => factorVae(assets)]
  }
  for (const assets of numbersIn(options.storm)) yield [`storm, N ${assets}`, () => storm(assets)]
}

/** 0: none. */
const numbersIn = (list: string) => list.split(',').map(Number).filter(Boolean)

function openHere(name: EngineName) {
  const { engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
  return openEngine(name, { folder, threads })
}

async function wholeWindow(engines: readonly EngineName[]): Promise<void> {
  const { python, data, year, epochs } = options
  const factors = Number(options['window-factors'])
  const race = {
    engines,
    python,
    script: scriptOf('torch', 'step'),
    data,
    year,
    factors,
    epochs: Number(epochs),
  }
  print('')
  for (const line of await raceWindow(race)) print(line)
}

function attention(assets: number, factors: number): Race {
  const gigaflop = flopsOf(assets, factors) / 1e9
  return {
    title: `N=${assets}, K=${factors}, 63-day blocks: ${gigaflop.toFixed(2)} GFLOP a step`,
    args: [`${assets}`, `${factors}`],
    program: 'step',
    input: writeForTorch(trainingSteps(assets, { factorCount: factors })),
    gigaflop,
  }
}

function factorVae(assets: number): Race {
  const steps = factorVaeSteps(assets)
  const { datesPerStep, lookback } = steps.config
  return {
    title: `factor-vae, ${datesPerStep} dates × N=${assets}, ${lookback} rows a window`,
    args: [`${assets}`, 'factor-vae'],
    program: 'factor-vae',
    input: writeFactorVaeForTorch(steps),
  }
}

function storm(assets: number): Race {
  const steps = stormSteps(assets)
  const { datesPerStep } = steps.config
  return {
    title: `storm, ${datesPerStep} dates × N=${assets}, ${steps.shape.lookback} rows a window`,
    args: [`${assets}`, 'storm'],
    program: 'storm',
    input: writeStormForTorch(steps),
  }
}

/** Multiplications and additions of the matrix products; each product has two more in the gradient. */
function flopsOf(assets: number, factors: number): number {
  const scores = DAYS * assets * CHARACTERISTICS * factors
  const projections = (DAYS * (factors + 2) + WINDOW_DAYS * 2) * factors * assets
  const layers = WINDOW_DAYS * assets * HIDDEN * (LOOKBACK + 2 * HIDDEN + 1)
  return 3 * 2 * (scores + projections + layers)
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

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
