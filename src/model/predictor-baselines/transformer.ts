import * as tf from '@tensorflow/tfjs'
import { layerNorm } from '../../tensor/layer-norm.js'
import { foldIn, type Key, normals } from '../../tensor/random.js'
import {
  type EncoderBlock,
  encoderBlock,
  initEncoderBlock,
  lastOfEncoderBlock,
} from '../layers/encoder-block.js'
import { initLayerNorm, type LayerNorm } from '../layers/layer-norm.js'
import { initLinear, type Linear, linear } from '../layers/linear.js'
import { type Sequences, windowsOf } from '../layers/sequences.js'
import { type PointPredictor, squaredError } from './point-predictor.js'

export type TransformerParams = {
  /** `[C, d]` */
  readonly projection: Linear
  /** Embedding of a row's place in its window, `[T, d]`. */
  readonly place: tf.Tensor2D
  readonly blocks: Readonly<Record<string, EncoderBlock>>
  readonly norm: LayerNorm
  /** `[d, 1]` */
  readonly output: Linear
}

export interface TransformerShape {
  readonly characteristicCount: number
  /** T */
  readonly lookback: number
  /** d, a multiple of `heads`. */
  readonly width: number
  readonly heads: number
  readonly blockCount: number
}

/** Standard deviation of the first place embeddings. */
const PLACE_SPREAD = 0.02

/**
 * Pre-norm encoder over the T rows of each asset's window; `ŷ` is linear in the last row's token
 * (Vaswani et al. 2017), trained on the squared error. No attention across assets.
 */
export function transformerPredictor(shape: TransformerShape): PointPredictor<TransformerParams> {
  const run = (params: TransformerParams, sequences: Sequences) =>
    forward(params, sequences, shape.heads)
  return {
    init: (key) => init(key, shape),
    forward: (params, sequences) => tf.tidy(() => run(params, sequences)),
    loss: (params, sequences, labels) =>
      tf.tidy(() => squaredError(run(params, sequences), labels, sequences.mask)),
  }
}

function init(
  key: Key,
  { characteristicCount, lookback, width, blockCount }: TransformerShape,
): TransformerParams {
  const places = normals(foldIn(key, 'place'), lookback * width).map((x) => PLACE_SPREAD * x)
  const blocks = Array.from({ length: blockCount }, (_, i) => [
    `block${i}`,
    initEncoderBlock(foldIn(foldIn(key, 'block'), i), width),
  ])
  return {
    projection: initLinear(foldIn(key, 'projection'), [characteristicCount, width]),
    place: tf.tensor2d(places, [lookback, width]),
    blocks: Object.fromEntries(blocks),
    norm: initLayerNorm(width),
    output: initLinear(foldIn(key, 'output'), [width, 1]),
  }
}

function forward(
  { projection, place, blocks, norm, output }: TransformerParams,
  sequences: Sequences,
  heads: number,
): tf.Tensor2D {
  const { dates, steps } = windowsOf(sequences)
  const stocks = sequences.mask.shape[1]
  const width = place.shape[1]
  const windows = projectedWindows(projection, sequences)
  const layout = { sequences: dates * stocks, steps, heads }
  const tokens = windows.add(place).reshape<tf.Tensor2D>([dates * stocks * steps, width])
  const names = Object.keys(blocks).sort()
  const encoded = names
    .slice(0, -1)
    .reduce((state, name) => encoderBlock(blocks[name], state, layout), tokens)
  const last = lastOfEncoderBlock(blocks[names[names.length - 1]], encoded, layout)
  return linear(output, layerNorm(norm, last)).reshape([dates, stocks])
}

/** Rows projected once a date, then gathered to windows `[B, N, T, d]`. */
function projectedWindows(projection: Linear, sequences: Sequences): tf.Tensor4D {
  const { dates, steps } = windowsOf(sequences)
  const [rows, stocks, characteristics] = sequences.values.shape
  const flat = sequences.values.reshape<tf.Tensor2D>([rows * stocks, characteristics])
  const projected = linear(projection, flat).reshape([rows, stocks, -1])
  const width = projected.shape[2] as number
  const slices = Array.from({ length: steps }, (_, step) =>
    tf.slice(projected as tf.Tensor3D, [step, 0, 0], [dates, stocks, width]),
  )
  return tf.stack(slices).transpose<tf.Tensor4D>([1, 2, 0, 3])
}
