import * as tf from '@tensorflow/tfjs'
import { at } from '../../src/lib/at.js'
import { perplexity } from '../../src/lib/perplexity.js'
import { nearestCodes } from '../../src/model/storm/codebook.js'
import { decodeTokens, encodeTokens } from '../../src/model/storm/encode.js'
import { initStorm, type StormParams } from '../../src/model/storm/params.js'
import { quantise } from '../../src/model/storm/quantise.js'
import type { StormShape } from '../../src/model/storm/shape.js'
import { firstCodebooks, movedCodebooks } from '../../src/strategy/predictor/storm/codebooks.js'
import { keptOf, tracesOf, tracesOfKept } from '../../src/strategy/predictor/storm/trace.js'
import { stopGradient } from '../../src/tensor/gradient.js'
import { adamW, cosine } from '../../src/tensor/optim.js'
import { disposeParams } from '../../src/tensor/params.js'
import { keyOf, permutation } from '../../src/tensor/random.js'
import { train } from '../../src/training/loop.js'
import type { Task } from '../../src/training/task.js'
import { adjustedMutualInformation, purity } from './agreement.js'
import { MARKET, type PlantedMarket, plantedMarket } from './planted-market.js'
import { LOOKBACK, PATCH, plantedBlock, plantedSource, RANGES } from './planted-source.js'

/** An autoencoder of the market's days with a codebook, nothing else. */
export interface CodebookTrial {
  readonly seed: number
  /** K */
  readonly codes: number
  readonly commitmentWeight: number
}

export interface CodebookOutcome {
  readonly agreement: number
  readonly purity: number
  /** Of codes and regimes out of sample. */
  readonly perplexity: number
  readonly regimes: number
  readonly seconds: number
}

const [EPOCHS, BATCH, RATE, DECAY, DIVERSITY] = [15, 32, 3e-3, 0.01, 0.1]

export function crossSectionShape(codes: number): StormShape {
  return {
    assets: MARKET.stocks,
    inputs: MARKET.features,
    channels: MARKET.features,
    lookback: LOOKBACK,
    patch: PATCH,
    width: 32,
    heads: 4,
    encoderBlocks: 2,
    decoderBlocks: 1,
    codes: { crossSection: codes },
    fusion: false,
    jointAttention: false,
  }
}

type Autoencoder = Pick<StormParams, 'encoders' | 'decoders' | 'codes'>

/** Trains on the first 1,200 dates; the code of the newest day against the regime of the others. */
export async function tryCodebook(trial: CodebookTrial): Promise<CodebookOutcome> {
  const began = performance.now()
  const market = plantedMarket(trial.seed)
  const trained = await train(autoencoderTask(market, trial), {
    key: keyOf(1 + trial.seed),
    signal: new AbortController().signal,
    onEpoch() {},
  })
  if (!('params' in trained)) throw new Error('the autoencoder diverged')
  const { params, carried } = trained
  const { split, end } = RANGES
  const days = Int32Array.from({ length: end - split }, (_, i) => split + i)
  const codes = newestCodes(params, market, days)
  const regimes = Array.from(days, (day) => at(market.regimes, day - 1))
  disposeParams({ params, carried })
  return {
    agreement: adjustedMutualInformation(codes, regimes),
    purity: purity(codes, regimes),
    perplexity: perplexity(countsOf(codes)),
    regimes: perplexity(countsOf(regimes)),
    seconds: (performance.now() - began) / 1000,
  }
}

function autoencoderTask(
  market: PlantedMarket,
  { codes, commitmentWeight }: CodebookTrial,
): Task<Autoencoder, number, ReturnType<typeof firstCodebooks>> {
  const { days } = plantedSource(market)
  const shape = crossSectionShape(codes)
  const perEpoch = Math.floor(days.length / BATCH)
  const steps = EPOCHS * perEpoch
  const schedule = {
    steps,
    warmUp: perEpoch,
    codebookUpdate: 'ema',
    codeDecay: 0.99,
    revivalSteps: 25,
    revivalShare: 0.02,
  } as const
  let order: Int32Array = new Int32Array()
  return {
    epochs: EPOCHS,
    patience: EPOCHS,
    keep: 'last',
    optimisers: [
      {
        optimiser: adamW({
          rate: cosine(RATE, steps),
          decay: (name) => (name.startsWith('codes.') ? 0 : DECAY),
        }),
      },
    ],
    init: (key) => autoencoder(initStorm(key, shape)),
    carried: firstCodebooks,
    mayBeUnused: () => true,
    blocks(key) {
      order = permutation(key, days.length)
      return Array.from({ length: perEpoch }, (_, i) => i * BATCH)
    },
    evaluate(params, { block, count }) {
      const { inputs } = plantedBlock(
        market,
        order.subarray(block, block + BATCH).map((i) => at(days, i)),
      )
      const tokens = tokensOf(params, inputs.days)
      const modules =
        count < schedule.warmUp
          ? {}
          : { crossSection: quantise(tokens, stopGradient(codesOf(params)), { update: 'ema' }) }
      const read = modules.crossSection?.tokens ?? tokens
      const error = decodeTokens(decoderOf(params), read, layoutOf(read)).sub(inputs.days)
      const { commitment, diversity } = modules.crossSection?.losses ?? {}
      const loss = tf.addN([
        error.square().mean(),
        ...(commitment ? [commitment.mul(commitmentWeight)] : []),
        ...(diversity ? [diversity.mul(DIVERSITY)] : []),
      ]) as tf.Scalar
      const encoded = { timeSeries: tokens, crossSection: tokens }
      const traces = tracesOf({ terms: {}, encoded, modules }, inputs, shape)
      return { loss, numbers: loss.reshape([1]), kept: keptOf(traces) }
    },
    afterStep: (moved, kept, step) =>
      movedCodebooks(moved, tracesOfKept(kept, shape), step, schedule),
    summarise: (_params, [loss]) => loss ?? Number.NaN,
    score: (loss) => -loss,
  }
}

/** The cross-section's part of a network; the rest is disposed. */
function autoencoder({ encoders, decoders, codes, ...rest }: StormParams): Autoencoder {
  const { timeSeries, ...crossSection } = encoders
  disposeParams({ ...rest, ...(timeSeries && { timeSeries }) })
  return { encoders: crossSection, decoders, codes }
}

function newestCodes(params: Autoencoder, market: PlantedMarket, days: Int32Array): number[] {
  const indices = tf.tidy(() => {
    const tokens = tokensOf(params, plantedBlock(market, days).inputs.days)
    return nearestCodes(tokens, codesOf(params))
  })
  const all = Array.from(indices.dataSync())
  indices.dispose()
  return all.filter((_, i) => (i + 1) % LOOKBACK === 0)
}

function tokensOf({ encoders }: Autoencoder, days: tf.Tensor2D): tf.Tensor2D {
  return encodeTokens(required(encoders.crossSection), days, layoutOf(days))
}

const layoutOf = (rows: tf.Tensor2D) => {
  return { sequences: rows.shape[0] / LOOKBACK, steps: LOOKBACK, heads: 4 }
}
const codesOf = ({ codes }: Autoencoder) => required(codes.crossSection)
const decoderOf = ({ decoders }: Autoencoder) => required(decoders.crossSection)

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the autoencoder has a cross-section')
  return value
}

function countsOf(values: readonly number[]): number[] {
  const counts: number[] = Array.from({ length: Math.max(...values) + 1 }, () => 0)
  for (const value of values) counts[value] = at(counts, value) + 1
  return counts
}
