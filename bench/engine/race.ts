import { fileURLToPath } from 'node:url'
import { at, first } from '../../src/lib/at.js'
import type { EngineName } from '../../src/tensor/engine/engine.js'
import { type Gradients, type Milliseconds, type Peer, startPeer } from './peer.js'
import { EXACT, type Program, type PythonPeer, scriptOf } from './python-peers.js'
import type { TorchInput } from './torch.js'

const SERVE = fileURLToPath(new URL('./serve.js', import.meta.url))

/** Who races, and for how long. */
export interface RaceOptions {
  readonly engines: readonly EngineName[]
  readonly python?: string
  readonly peers: readonly PythonPeer[]
  /** Steps before any is timed: programs are compiled in them. */
  readonly warmUp: number
  readonly steps: number
  readonly print: (line: string) => void
}

export interface Race {
  readonly title: string
  /** Of `serve.js`, after the engine. */
  readonly args: readonly string[]
  readonly program: Program
  readonly input: TorchInput
  /** Of the matrix products of a step, where they were counted. */
  readonly gigaflop?: number
}

/** What a race measured. */
export interface Raced {
  /** Median processor milliseconds of each peer. */
  readonly medians: ReadonlyMap<string, number>
  /** Peers whose gradients are not those of float64. */
  readonly wrong: ReadonlySet<string>
}

/** Largest error of a right gradient, as a share of the largest gradient. */
const TOLERANCE = 1e-3

/** Steps of all peers in turns; a line for each. */
export async function race(
  { title, args, program, input, gigaflop }: Race,
  options: RaceOptions,
): Promise<Raced> {
  const { print } = options
  print(`\n${title}`)
  const peers = started({ args, program, input }, options)
  try {
    const errors = await errorsOf(peers)
    const times = await takeTurns(peers, options)
    const medians = new Map([...times].map(([name, all]) => [name, median(sorted(all, 'cpu'))]))
    for (const [name, peer] of peers) {
      const cpu = medians.get(name) ?? Number.NaN
      const all = times.get(name) ?? []
      const { peakMiB, version, threads } = await peer.status()
      const torch = medians.get(EXACT)
      const ratio = torch ? `, ${(cpu / torch).toFixed(2)} of ${EXACT}` : ''
      const speed = gigaflop ? `, ${((1000 * gigaflop) / cpu).toFixed(1)} GFLOP/s` : ''
      print(
        `${name.padEnd(14)} ${cpu.toFixed(1)} ms (min ${first(sorted(all, 'cpu')).toFixed(1)}; wall ` +
          `${median(sorted(all, 'wall')).toFixed(1)})${ratio}${speed}, ` +
          `peak ${peakMiB.toFixed(0)} MiB, ${version}, ${threads} thread` +
          `${errors.has(name) ? `; ${errors.get(name)?.text}` : ''}`,
      )
    }
    const wrong = [...errors].flatMap(([name, { isRight }]) => (isRight ? [] : [name]))
    return { medians, wrong: new Set(wrong) }
  } finally {
    for (const peer of peers.values()) await peer.close()
    input.remove()
  }
}

type Peers = ReadonlyMap<string, Peer>

function started(
  { args, program, input }: Pick<Race, 'args' | 'program' | 'input'>,
  { engines, python, peers }: RaceOptions,
): Peers {
  const ours = engines.map(
    (name) => [name, startPeer(process.execPath, [SERVE, name, ...args])] as const,
  )
  const theirs = peers.map(({ name, family, args }) => {
    const command = [scriptOf(family, program), input.folder, ...args]
    return [name as string, startPeer(python ?? '', command)] as const
  })
  return new Map<string, Peer>([...ours, ...theirs])
}

/** What each peer is off by, against PyTorch in float64. */
async function errorsOf(peers: Peers): Promise<ReadonlyMap<string, Difference>> {
  const errors = new Map<string, Difference>()
  const exact = await peers.get(EXACT)?.check()
  if (!exact) return errors
  for (const [name, peer] of peers) {
    if (name !== EXACT) errors.set(name, differenceOf(await peer.check(), exact))
  }
  return errors
}

async function takeTurns(peers: Peers, { warmUp, steps }: RaceOptions) {
  const times = new Map<string, Milliseconds[]>([...peers.keys()].map((name) => [name, []]))
  for (let i = 0; i < warmUp + steps; i++) {
    for (const [name, peer] of peers) {
      const taken = await peer.step()
      if (i >= warmUp) times.get(name)?.push(taken)
    }
  }
  return times
}

interface Difference {
  readonly text: string
  readonly isRight: boolean
}

function differenceOf(got: Gradients, exact: Gradients): Difference {
  let [worst, largest] = [0, 0]
  for (const [name, values] of Object.entries(exact.gradients)) {
    values.forEach((value, i) => {
      worst = Math.max(worst, Math.abs((got.gradients[name]?.[i] ?? Number.NaN) - value))
      largest = Math.max(largest, Math.abs(value))
    })
  }
  const loss = Math.abs(got.loss - exact.loss).toExponential(1)
  const text = `off float64 by ${loss} in the loss, ${worst.toExponential(1)} in gradients up to ${largest.toFixed(2)}`
  return { text, isRight: worst <= TOLERANCE * largest }
}

const sorted = (times: readonly Milliseconds[], key: keyof Milliseconds) =>
  times.map((time) => time[key]).sort((a, b) => a - b)
const median = (ascending: readonly number[]) => at(ascending, ascending.length >> 1)
