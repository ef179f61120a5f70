import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { MarketView } from '../src/data/source.js'
import type { AttentionConfig } from '../src/strategy/attention-config.js'
import { entries, type Params } from '../src/tensor/params.js'

export interface Milliseconds {
  readonly wall: number
  readonly cpu: number
}

/** bench/torch-step.py over a market and parameters of ours, a process of its own. */
export interface Torch {
  check(): Promise<{ loss: number; gradients: Readonly<Record<string, readonly number[]>> }>
  step(): Promise<Milliseconds>
  status(): Promise<{ version: string; threads: number; peakMiB: number }>
  close(): void
}

export interface TorchInput {
  readonly python: string
  readonly script: string
  readonly view: MarketView
  readonly params: Params
  readonly config: AttentionConfig
  readonly firstDay: number
}

const BASIS_POINT = 1e-4

export function startTorch({ python, script, ...input }: TorchInput): Torch {
  const folder = mkdtempSync(join(tmpdir(), 'residua-bench-'))
  writeInput(folder, input)
  const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const ask = (command: string) => answerTo(child, lines, command)
  return {
    check: () => ask('check') as ReturnType<Torch['check']>,
    step: () => ask('step') as ReturnType<Torch['step']>,
    status: () => ask('status') as ReturnType<Torch['status']>,
    close() {
      child.stdin.end()
      lines.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function answerTo(child: ChildProcess, lines: Interface, command: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`Python ended with ${code}`))
    child.once('exit', onExit)
    lines.once('line', (line) => {
      child.off('exit', onExit)
      resolve(JSON.parse(line))
    })
    child.stdin?.write(`${command}\n`)
  })
}

function writeInput(
  folder: string,
  { view, params, config, firstDay }: Omit<TorchInput, 'python' | 'script'>,
): void {
  const write = (name: string, values: ArrayLike<number>) =>
    writeFileSync(join(folder, `${name}.f32`), Float32Array.from(values))
  write('values', view.characteristics.values)
  write('universe', view.universe)
  write('returns', view.returns)
  write('market', view.market)
  for (const [name, tensor] of entries(params)) write(name, tensor.dataSync())
  const shape = {
    dates: view.dates.length,
    assets: view.assets.length,
    characteristics: view.characteristics.definitions.length,
    params: Object.fromEntries(entries(params).map(([name, tensor]) => [name, tensor.shape])),
    lookback: config.lookback,
    blockDays: config.blockDays,
    ridge: config.ridge,
    squash: config.squash,
    dropout: config.dropout,
    tradingCost: config.trainingCostMultiple * config.tradingCostBps * BASIS_POINT,
    shortCost: config.shortCostBps * BASIS_POINT,
    explainedVarianceWeight: config.explainedVarianceWeight,
    firstDay,
  }
  writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape))
}
