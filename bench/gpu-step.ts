import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { at, first } from '../src/lib/at.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import { table } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { type Peer, type Status, startPeer } from './engine/peer.js'
import { trainingSteps } from './engine/step.js'
import { writeForTorch } from './engine/torch.js'

/**
 * A training step of attention-longconv on a graphics card, against PyTorch on the same card and
 * against the engines of this machine's processor.
 *
 *     npm i --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0
 *     npm run bench:gpu -- [--python /path/to/python] [--torch-device cuda] [--engines webgpu,wasm]
 *                          [--assets 30,100,500,1000] [--factors 8,30] [--days 64,256] [--steps 20]
 *
 * Peers are separate processes and take turns step by step. A step gathers its block, uploads it,
 * goes forward and back, updates and downloads five numbers: wall time, the device's work included.
 * The first step is listed separately: it compiles the kernels that the check before it did not. Differences are from
 * PyTorch in float64, or from the cpu engine where there is no Python.
 */
const options = benchOptions(
  'bench:gpu',
  'A training step on a graphics card, against PyTorch on it and the engines of the processor.',
  {
    python: { type: 'string', what: 'a Python whose torch sees the card' },
    'torch-device': { type: 'string', default: 'cuda', what: 'device of PyTorch' },
    engines: { type: 'string', default: 'webgpu,wasm', what: 'engines, with commas' },
    assets: { type: 'string', default: '30,100,500,1000', what: 'sizes, with commas' },
    factors: { type: 'string', default: '8,30', what: 'numbers of factors, with commas' },
    days: { type: 'string', default: '64,256', what: 'days of a block, with commas' },
    steps: { type: 'string', default: '20', what: 'steps timed of each' },
  },
)
const SERVE = fileURLToPath(new URL('./engine/serve.js', import.meta.url))
const SCRIPT = join(process.cwd(), 'bench', 'engine', 'torch-step.py')
const WARM_UP = 5
const TORCH = 'PyTorch'

interface Gradients {
  readonly loss: number
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>
}

interface Shape {
  readonly assets: number
  readonly factors: number
  readonly days: number
}

interface Row {
  readonly name: string
  readonly status: Status
  /** Milliseconds. */
  readonly first: number
  readonly median: number
  readonly least: number
  readonly lossError: number
  readonly gradientError: number
}

const HEAD = ['N', 'K', 'days', 'engine', 'median ms', 'min ms', 'first ms', 'of PyTorch']
const ERRORS = ['loss off by', 'gradients off by']

async function main(): Promise<void> {
  const rows: string[][] = [[...HEAD, ...ERRORS]]
  const devices = new Map<string, string>()
  await openEngine('cpu')
  for (const days of numbersIn(options.days)) {
    for (const factors of numbersIn(options.factors)) {
      for (const assets of numbersIn(options.assets)) {
        const shape = { assets, factors, days }
        for (const row of await race(shape, devices)) rows.push(row)
      }
    }
  }
  print(`\nNode ${process.versions.node}, ${options.steps} steps each\n`)
  for (const [name, device] of devices) print(`- ${name}: ${device}`)
  print(`\n${table(rows)}`)
}

/** All engines in turn on one shape; a table's rows. */
async function race(shape: Shape, devices: Map<string, string>): Promise<string[][]> {
  const { assets, factors, days } = shape
  const steps = trainingSteps(assets, {
    factorCount: factors,
    blockDays: days,
  })
  const input = writeForTorch(steps)
  const serve = (name: string) => startPeer(process.execPath, [SERVE, name, ...size(shape)])
  const peers = new Map<string, Peer>(options.engines.split(',').map((name) => [name, serve(name)]))
  const { python } = options
  if (python) {
    peers.set(TORCH, startPeer(python, [SCRIPT, input.folder, options['torch-device']]))
  }
  try {
    const exact = (await peers.get(TORCH)?.check()) ?? steps.check()
    const rows = await measure(peers, exact)
    const torch = rows.find(({ name }) => name === TORCH)?.median
    for (const { name, status } of rows) {
      devices.set(name, `${status.device ?? ''}, ${status.version}`)
    }
    return rows.map((row) => [`${assets}`, `${factors}`, `${days}`, ...cells(row, torch)])
  } finally {
    for (const peer of peers.values()) await peer.close()
    input.remove()
    steps.dispose()
  }
}

const size = ({ assets, factors, days }: Shape) => [`${assets}`, `${factors}`, `${days}`]

async function measure(peers: ReadonlyMap<string, Peer>, exact: Gradients) {
  const checked = new Map<string, Gradients>()
  for (const [name, peer] of peers) checked.set(name, await peer.check())
  const times = new Map<string, number[]>([...peers.keys()].map((name) => [name, []]))
  for (let i = 0; i < WARM_UP + Number(options.steps); i++) {
    for (const [name, peer] of peers) times.get(name)?.push((await peer.step()).wall)
  }
  const rows: Row[] = []
  for (const [name, peer] of peers) {
    const [start = Number.NaN, ...rest] = times.get(name) ?? []
    const sorted = rest.slice(WARM_UP - 1).sort((a, b) => a - b)
    rows.push({
      name,
      status: await peer.status(),
      first: start,
      median: at(sorted, sorted.length >> 1),
      least: first(sorted),
      ...errorsOf(checked.get(name) ?? exact, exact),
    })
  }
  return rows
}

function errorsOf(got: Gradients, exact: Gradients) {
  let gradientError = 0
  for (const [name, values] of Object.entries(exact.gradients)) {
    for (const [i, value] of Array.from(values).entries()) {
      const ours = got.gradients[name]?.[i] ?? Number.NaN
      gradientError = Math.max(gradientError, Math.abs(ours - value))
    }
  }
  return { lossError: Math.abs(got.loss - exact.loss), gradientError }
}

function cells(row: Row, torch: number | undefined): string[] {
  const milliseconds = [row.median, row.least, row.first].map((time) => time.toFixed(1))
  const ratio = torch ? (row.median / torch).toFixed(2) : ''
  const errors =
    row.name === TORCH
      ? ['', '']
      : [row.lossError, row.gradientError].map((x) => x.toExponential(1))
  return [row.name, ...milliseconds, ratio, ...errors]
}

const numbersIn = (list: string) => list.split(',').map(Number)

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
