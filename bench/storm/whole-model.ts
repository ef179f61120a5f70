import * as tf from '@tensorflow/tfjs'
import { at } from '../../src/lib/at.js'
import { decode } from '../../src/model/layers/factor-decoder.js'
import { fitRidge, predictRidge } from '../../src/model/ridge-predictor.js'
import { exposuresOf, posteriorOf } from '../../src/model/storm/heads.js'
import type { StormParams } from '../../src/model/storm/params.js'
import { predict } from '../../src/model/storm/predict.js'
import type { StormShape } from '../../src/model/storm/shape.js'
import { storm } from '../../src/strategy/predictor/storm/storm.js'
import { stormTask } from '../../src/strategy/predictor/storm/task.js'
import { disposeParams } from '../../src/tensor/params.js'
import { keyOf } from '../../src/tensor/random.js'
import { train } from '../../src/training/loop.js'
import { meanRankIc } from '../predict/rank-ic.js'
import { adjustedMutualInformation, purity } from './agreement.js'
import { crossSectionShape } from './codebook-alone.js'
import { MARKET, type PlantedMarket, plantedMarket } from './planted-market.js'
import { plantedBlock, plantedSource, RANGES } from './planted-source.js'

/** K of both codebooks, and the rate, of section D.2. */
const [CODES, RATE] = [8, 3e-3]

export interface WholeOutcome {
  readonly agreement: number
  readonly purity: number
  /** Out of sample, of the prior's predictions. */
  readonly prior: number
  /** Of what the posterior reconstructs. */
  readonly posterior: number
  readonly oracle: number
  readonly ridge: number
  readonly seconds: number
}

export interface WholeOptions {
  readonly seed: number
  readonly epochs: number
  /** Settings in place of the defaults. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** The whole network on planted regimes, by the training of the strategy itself. */
export async function tryWhole({ seed, epochs, settings }: WholeOptions): Promise<WholeOutcome> {
  const began = performance.now()
  const market = plantedMarket(seed)
  const shape = { ...crossSectionShape(CODES), codes: { timeSeries: CODES, crossSection: CODES } }
  const config = storm.parseConfig({ epochs, learningRate: RATE, ...settings })
  const trained = await train(stormTask(plantedSource(market), shape, config), {
    key: keyOf(100 + seed),
    signal: new AbortController().signal,
    onEpoch() {},
  })
  if (!('params' in trained)) throw new Error('STORM diverged')
  const { params, carried } = trained
  const { prior, posterior, codes } = testOutputs(params, market, shape)
  disposeParams({ params, carried })
  const { split, end } = RANGES
  const regimes = Array.from({ length: end - split }, (_, i) => at(market.regimes, split + i - 1))
  return {
    agreement: adjustedMutualInformation(codes, regimes),
    purity: purity(codes, regimes),
    prior: testIc(market, prior),
    posterior: testIc(market, posterior),
    oracle: testIc(market, market.oracle.subarray(split * MARKET.stocks)),
    ridge: testIc(market, ridgePredictions(market)),
    seconds: (performance.now() - began) / 1000,
  }
}

const AT_ONCE = 25

function testOutputs(params: StormParams, market: PlantedMarket, shape: StormShape) {
  const { split, end } = RANGES
  const codes: number[] = []
  const [prior, posterior] = [1, 2].map(() => new Float32Array((end - split) * MARKET.stocks)) as [
    Float32Array,
    Float32Array,
  ]
  for (let day = split; day < end; day += AT_ONCE) {
    const days = Int32Array.from({ length: Math.min(AT_ONCE, end - day) }, (_, i) => day + i)
    const outputs = tf.tidy(() => outputsOn(params, market, days, shape))
    const from = (day - split) * MARKET.stocks
    prior.set(outputs.prior.dataSync(), from)
    posterior.set(outputs.posterior.dataSync(), from)
    const { lookback } = shape
    codes.push(...Array.from(outputs.codes.dataSync()).filter((_, i) => (i + 1) % lookback === 0))
    tf.dispose(outputs)
  }
  return { prior, posterior, codes }
}

function outputsOn(
  params: StormParams,
  market: PlantedMarket,
  days: Int32Array,
  shape: StormShape,
) {
  const { inputs, targets } = plantedBlock(market, days)
  const { mean, tokens, codes } = predict(params, inputs, shape)
  const exposures = exposuresOf(params, tokens, days.length)
  const reconstructed = decode(exposures, posteriorOf(params, tokens, targets))
  return { prior: mean, posterior: reconstructed.mean, codes: codes.crossSection as tf.Tensor2D } // both modules are there
}

/** Ridge on the newest row of features. */
function ridgePredictions({ values, labels }: PlantedMarket): Float32Array {
  const { stocks, features } = MARKET
  const { first, split, end } = RANGES
  const row = stocks * features
  const known = new Float32Array(values.length + row)
  known.set(values, row) // row t is known before date t
  const lagged = { values: known, assetCount: stocks, featureCount: features }
  const fitted = fitRidge(lagged, { labels, from: first, to: split }, { lags: [0], penalty: 1e-2 })
  const columns = Int32Array.from({ length: stocks }, (_, i) => i)
  const predictions = new Float32Array((end - split) * stocks)
  for (let day = split; day < end; day++) {
    predictions.set(predictRidge(fitted, lagged, day, columns), (day - split) * stocks)
  }
  return predictions
}

function testIc({ labels }: PlantedMarket, scores: Float32Array): number {
  return meanRankIc(scores, labels.subarray(RANGES.split * MARKET.stocks), MARKET.stocks)
}
