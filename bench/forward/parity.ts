import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../src/data/source.js'
import { at, first } from '../../src/lib/at.js'
import { blockOf } from '../../src/strategy/attention/blocks.js'
import {
  forward,
  initParams,
  objective,
  type StrategyParams,
} from '../../src/strategy/attention/objective.js'
import {
  type AttentionConfig,
  parseAttentionConfig,
} from '../../src/strategy/attention/settings.js'
import { disposeParams, entries } from '../../src/tensor/params.js'
import { keyOf } from '../../src/tensor/random.js'

/** Result of one block, ours or NumPy's; Sharpe ratios are daily. */
export interface ForwardPass {
  readonly loss: number
  readonly netSharpe: number
  readonly grossSharpe: number
  readonly turnover: number
  readonly explainedVariance: number
  /** `[B, n]` and `[D, n]`. */
  readonly books: ArrayLike<number>
  readonly residuals: ArrayLike<number>
}

export interface ParityCase {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
}

/** The default, and each choice that enters the forward pass or its loss. */
export const PARITY_CASES: readonly ParityCase[] = [
  { name: 'default', settings: {} },
  {
    name: 'as in the paper',
    settings: { factorCount: 30, input: 'raw', hedgedLoss: false, trainingCostMultiple: 1 },
  },
  { name: 'unit init', settings: { init: 'unit' } },
  { name: 'volatility', settings: { scaling: 'volatility' } },
  { name: 'cross-sectional', settings: { scaling: 'cross-sectional' } },
  { name: 'mean read-out', settings: { readOut: 'mean', input: 'raw' } },
  { name: 'mean read-out, cumulative', settings: { readOut: 'mean' } },
  { name: 'trained at lag 1', settings: { trainingLag: 1 } },
  { name: 'dollar-neutral', settings: { dollarNeutral: true } },
]

/** A block small enough to store its numbers with the tests. */
export const FIXTURE = {
  market: { seed: 21, assets: 14, from: '2015-01-02', to: '2015-12-31' },
  firstDay: 120,
  settings: { factorCount: 3, width: 4, hidden: 5, lookback: 6, blockDays: 12 },
} as const

/** Number of dates of a block with these settings, its lookback included. */
export function datesOf(settings: Readonly<Record<string, unknown>>): number {
  const { lookback, blockDays, trainingLag } = parseAttentionConfig(settings)
  return lookback + 1 + trainingLag + blockDays
}

/** One block of a view, with drawn parameters. */
export class ParityBlock {
  readonly config: AttentionConfig
  readonly #view: MarketView
  readonly #firstDay: number
  readonly #params: StrategyParams

  /** `firstDay` is the first of the lookback. */
  constructor(view: MarketView, firstDay: number, settings: Readonly<Record<string, unknown>>) {
    this.config = parseAttentionConfig(settings)
    this.#view = view
    this.#firstDay = firstDay
    this.#params = initParams(keyOf(11), this.config, {
      factorCount: this.config.factorCount,
      characteristicCount: view.characteristics.definitions.length,
    })
  }

  get days(): number {
    return datesOf(this.config)
  }

  /** By the training code. */
  ours(): ForwardPass {
    const { lookback, trainingLag: lag } = this.config
    return tf.tidy(() => {
      const dates = { firstDay: this.#firstDay, days: this.days, lookback, lag }
      const block = blockOf(this.#view, dates)
      const passed = forward(this.#params, block, this.config)
      const parts = objective(passed, block, this.config)
      const number = (scalar: tf.Scalar) => first(scalar.dataSync())
      return {
        loss: number(parts.loss),
        netSharpe: number(parts.netSharpe),
        grossSharpe: number(parts.grossSharpe),
        turnover: number(parts.turnover),
        explainedVariance: number(parts.explainedVariance),
        books: passed.books.dataSync().slice(),
        residuals: passed.residuals.dataSync().slice(),
      }
    })
  }

  /** By bench/forward/forward-pass.py. */
  numpys(python: string, script: string): ForwardPass {
    const folder = mkdtempSync(join(tmpdir(), 'residua-forward-'))
    try {
      this.#write(folder)
      const printed = execFileSync(python, [script, folder], { encoding: 'utf8' })
      const doubles = (name: string) => {
        const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `${name}.f64`))
        return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength))
      }
      return { ...JSON.parse(printed), books: doubles('books'), residuals: doubles('residuals') }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  #write(folder: string): void {
    const { config, days } = this
    const { assets, universe, returns, market, characteristics } = this.#view
    const width = characteristics.definitions.length
    const rows = <T>(values: { subarray(from: number, to: number): T }, perDate: number) =>
      values.subarray(this.#firstDay * perDate, (this.#firstDay + days) * perDate)
    const write = (name: string, values: ArrayBufferView) =>
      writeFileSync(
        join(folder, name),
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      )
    write('values.f32', rows(characteristics.values, assets.length * width))
    write('universe.f32', Float32Array.from(rows(universe, assets.length)))
    write('returns.f64', rows(returns, assets.length))
    write('market.f64', rows(market, 1))
    for (const [name, tensor] of entries(this.#params)) write(`${name}.f32`, tensor.dataSync())
    const shape = {
      ...config,
      dates: days,
      assets: assets.length,
      characteristics: width,
      tradingCost: (config.trainingCostMultiple * config.tradingCostBps) / 1e4,
      shortCost: config.shortCostBps / 1e4,
      hedged: config.hedgedLoss,
      params: Object.fromEntries(entries(this.#params).map(([name, { shape: of }]) => [name, of])),
    }
    writeFileSync(join(folder, 'shape.json'), JSON.stringify(shape))
  }

  dispose(): void {
    disposeParams(this.#params)
  }
}

/** Largest difference of two arrays over the largest value. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let [difference, largest] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs(at(a, i) - at(b, i)))
    largest = Math.max(largest, Math.abs(at(b, i)))
  }
  return difference / largest
}
