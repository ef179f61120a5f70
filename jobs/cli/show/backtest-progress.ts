import { MultiBar, type SingleBar } from 'cli-progress'
import type { TrainingEpoch } from '../../../src/results.js'
import { note } from '../../session/terminal.js'
import {
  dateDone,
  epochDone,
  secondsLeft,
  stateOf,
  type WindowProgress,
  windowStarted,
} from '../../tasks/backtest/window-progress.js'
import { duration } from './table.js'

/** What `backtest` shows while it works; all of it on stderr. */
export interface BacktestProgress {
  started(name: string): void
  epoch(name: string, epoch: TrainingEpoch, epochCount: number): void
  date(name: string, done: number, count: number): void
  finished(name: string, outcome: string): void
  stop(): void
}

export interface BacktestProgressOptions {
  readonly strategy: string
  readonly total: number
  readonly seeds: readonly number[]
  readonly trains: boolean
}

/** Bars on a terminal; else a line for each finished window. */
export function createBacktestProgress(options: BacktestProgressOptions): BacktestProgress {
  return process.stderr.isTTY ? bars(options) : lines(options)
}

function lines({ strategy, total }: BacktestProgressOptions): BacktestProgress {
  let done = 0
  return {
    started() {},
    epoch() {},
    date() {},
    finished(name, outcome) {
      done++
      note(`${strategy} ${done}/${total} ${name}: ${outcome}`)
    },
    stop() {},
  }
}

const STEPS = 1000

function bars({ strategy, total, seeds, trains }: BacktestProgressOptions): BacktestProgress {
  const display = new MultiBar({
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
  const startedMs = Date.now()
  const active = new Map<string, { window: WindowProgress; bar: SingleBar }>()
  let finished = 0
  const width = Math.max(strategy.length, 'test_2000_2001'.length)
  const whole = display.create(STEPS, 0, { name: strategy.padEnd(width), state: '' })

  function draw(): void {
    const windows = [...active.values()].map(({ window }) => window)
    const done = finished + windows.reduce((sum, { fraction }) => sum + fraction, 0)
    const left = secondsLeft({ nowMs: Date.now(), startedMs, finished, active: windows, total })
    const time = left === null ? '' : `, ${duration(left)} left`
    whole.update(Math.floor((done / total) * STEPS), {
      state: `window ${Math.min(total, finished + windows.length)} of ${total}${time}`,
    })
    for (const { window, bar } of active.values()) {
      bar.update(Math.floor(window.fraction * STEPS), { state: stateOf(window) })
    }
  }
  function change(name: string, next: (window: WindowProgress) => WindowProgress): void {
    const entry = active.get(name)
    if (!entry) return
    entry.window = next(entry.window)
    draw()
  }
  return {
    started(name) {
      const window = windowStarted(name, seeds, { trains, startedMs: Date.now() })
      const bar = display.create(STEPS, 0, { name: name.padEnd(width), state: stateOf(window) })
      active.set(name, { window, bar })
      draw()
    },
    epoch: (name, epoch, epochCount) =>
      change(name, (window) => epochDone(window, epoch, epochCount)),
    date: (name, done, count) => change(name, (window) => dateDone(window, done, count)),
    finished(name, outcome) {
      const entry = active.get(name)
      if (entry) display.remove(entry.bar)
      active.delete(name)
      finished++
      display.log(`${name}: ${outcome}\n`)
      draw()
    },
    stop() {
      display.stop()
    },
  }
}
