import { MultiBar, type SingleBar } from 'cli-progress'
import type { TrainingEpoch } from '../../../src/results.js'
import {
  dateDone,
  epochDone,
  type SplitProgress,
  secondsLeft,
  splitStarted,
  stateOf,
} from '../../pool/split-progress.js'
import { duration } from './table.js'

const STEPS = 1000
const NAME_WIDTH = 'test_2000_2001'.length

interface SplitBarsOptions {
  readonly strategy: string
  readonly weights: ReadonlyMap<string, number>
  readonly seeds: readonly number[]
  readonly trains: boolean
}

interface ActiveSplit {
  split: SplitProgress
  readonly bar: SingleBar
}

/** A bar for the whole backtest and one for each split that is being computed. */
export function createSplitBars(options: SplitBarsOptions): SplitBars {
  return new SplitBars(options)
}

class SplitBars {
  readonly #startedMs = Date.now()
  readonly #active = new Map<string, ActiveSplit>()
  readonly #display = createDisplay()
  readonly #width: number
  readonly #whole: SingleBar
  #finished = 0
  /** Their weight. */
  #done = 0

  constructor(readonly options: SplitBarsOptions) {
    this.#width = Math.max(options.strategy.length, NAME_WIDTH)
    this.#whole = this.#bar(options.strategy, '')
  }

  started(name: string): void {
    const { seeds, trains } = this.options
    const split = splitStarted(name, seeds, { trains, startedMs: Date.now() })
    this.#active.set(name, { split, bar: this.#bar(name, stateOf(split)) })
    this.#draw()
  }

  epoch(name: string, epoch: TrainingEpoch, epochCount: number): void {
    this.#update(name, (split) => epochDone(split, epoch, epochCount))
  }

  date(name: string, done: number, count: number): void {
    this.#update(name, (split) => dateDone(split, done, count))
  }

  finished(name: string, outcome: string): void {
    const active = this.#active.get(name)
    if (active) this.#display.remove(active.bar)
    this.#active.delete(name)
    this.#finished++
    this.#done += this.#weightOf(name)
    this.#display.log(`${name}: ${outcome}\n`)
    this.#draw()
  }

  stop(): void {
    this.#display.stop()
  }

  #bar(name: string, state: string): SingleBar {
    return this.#display.create(STEPS, 0, { name: name.padEnd(this.#width), state })
  }

  #update(name: string, next: (split: SplitProgress) => SplitProgress): void {
    const active = this.#active.get(name)
    if (!active) return
    active.split = next(active.split)
    this.#draw()
  }

  #weightOf(name: string): number {
    return this.options.weights.get(name) ?? 1
  }

  #draw(): void {
    const { weights } = this.options
    const active = [...this.#active.values()].map(({ split }) => split)
    const total = sum([...weights.values()])
    const done =
      this.#done + sum(active.map(({ name, fraction }) => this.#weightOf(name) * fraction))
    const left = secondsLeft({ nowMs: Date.now(), startedMs: this.#startedMs, done, total })
    const place = Math.min(weights.size, this.#finished + active.length)
    this.#whole.update(Math.floor((done / total) * STEPS), {
      state: `split ${place} of ${weights.size}${left === null ? '' : `, ${duration(left)} left`}`,
    })
    for (const { split, bar } of this.#active.values()) {
      bar.update(Math.floor(split.fraction * STEPS), { state: stateOf(split) })
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function createDisplay(): MultiBar {
  return new MultiBar({
    stream: process.stderr,
    format: '{name} {bar} {percentage}%  {state}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    forceRedraw: true,
    autopadding: true,
  })
}
