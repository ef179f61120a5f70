import * as tf from '@tensorflow/tfjs'

export interface EngineSpeed {
  /** Rate of a 512 × 512 matrix product. */
  readonly gigaflops: number
  /** Forward pass and gradients of a policy network over 64 dates × 500 assets. */
  readonly millisecondsPerStep: number
}

/** Measures the speed of the open engine, for about `seconds`. */
export async function speedTest({ seconds = 10 }: { seconds?: number } = {}): Promise<EngineSpeed> {
  return {
    gigaflops: await productSpeed((seconds * 1000) / 3),
    millisecondsPerStep: await stepTime((seconds * 1000) / 2),
  }
}

const SIZE = 512

async function productSpeed(budget: number): Promise<number> {
  const [a, b] = [tf.randomUniform([SIZE, SIZE]), tf.randomUniform([SIZE, SIZE])]
  const milliseconds = await timed(() => tf.matMul(a, b), budget)
  tf.dispose([a, b])
  return (2 * SIZE ** 3) / milliseconds / 1e6
}

async function stepTime(budget: number): Promise<number> {
  const windows = tf.randomNormal([30, 64 * 500])
  const weights = [tf.randomNormal([32, 30]), tf.randomNormal([32, 32]), tf.randomNormal([1, 32])]
  const forward = tf.valueAndGrads((first: tf.Tensor, second: tf.Tensor, last: tf.Tensor) => {
    const hidden = tf.sigmoid(tf.matMul(first as tf.Tensor2D, windows as tf.Tensor2D))
    const mixed = tf.sigmoid(tf.matMul(second, hidden))
    return tf.mean(tf.square(tf.matMul(last, mixed))) as tf.Scalar
  })
  const milliseconds = await timed(() => {
    const { value, grads } = forward(weights)
    tf.dispose(grads)
    return value
  }, budget)
  tf.dispose([windows, ...weights])
  return milliseconds
}

/** Median milliseconds of `run`, repeated for `budget` milliseconds after one warm-up run. */
async function timed(run: () => tf.Tensor, budget: number): Promise<number> {
  await finish(run())
  const times: number[] = []
  const end = performance.now() + budget
  while (performance.now() < end || times.length < 3) {
    const start = performance.now()
    await finish(run())
    times.push(performance.now() - start)
  }
  return times.sort((x, y) => x - y)[times.length >> 1]
}

async function finish(result: tf.Tensor): Promise<void> {
  await result.data()
  result.dispose()
}
