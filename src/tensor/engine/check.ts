import * as tf from '@tensorflow/tfjs'

const STEPS = 3
const RATE = 0.1
const SHAPE = [8, 4] as const
const TOLERANCE = 1e-4

/**
 * Three Adam steps on the mean squares of `A x − y`, eight equations with four unknowns, on the
 * engine and in double; throws where they differ. Catches a backend that loads but cannot train.
 */
export function selfTest(): void {
  const [rows, columns] = SHAPE
  const a = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(1 + i))
  const y = Float32Array.from({ length: rows }, (_, i) => Math.cos(2 * i))
  const expected = fitOnHost(a, y)
  const got = fitOnEngine(a, y)
  const worst = expected.reduce((max, x, i) => Math.max(max, Math.abs(x - got[i])), 0)
  if (!(worst <= TOLERANCE)) throw new Error(`its self-test is off by ${worst}`)
}

function fitOnEngine(a: Float32Array, y: Float32Array): ArrayLike<number> {
  const fitted = tf.tidy(() => {
    const [design, target] = [tf.tensor2d(a, [...SHAPE]), tf.tensor2d(y, [SHAPE[0], 1])]
    const gradientAt = tf.grad((x) =>
      tf.mean(tf.square(tf.sub(tf.matMul(design, x as tf.Tensor2D), target))),
    )
    let x: tf.Tensor = tf.zeros([SHAPE[1], 1])
    let [mean, square] = [tf.zerosLike(x), tf.zerosLike(x)]
    for (let step = 1; step <= STEPS; step++) {
      const gradient = gradientAt(x)
      mean = mean.mul(0.9).add(gradient.mul(0.1))
      square = square.mul(0.999).add(gradient.square().mul(0.001))
      const scale = square
        .div(1 - 0.999 ** step)
        .sqrt()
        .add(1e-7)
      x = x.sub(mean.mul(RATE / (1 - 0.9 ** step)).div(scale))
    }
    return x
  })
  const values = fitted.dataSync() // as training and scoring read
  fitted.dispose()
  return values
}

function fitOnHost(a: Float32Array, y: Float32Array): number[] {
  const [rows, columns] = SHAPE
  const x = new Array<number>(columns).fill(0)
  const mean = new Array<number>(columns).fill(0)
  const square = new Array<number>(columns).fill(0)
  for (let step = 1; step <= STEPS; step++) {
    const gradient = new Array<number>(columns).fill(0)
    for (let i = 0; i < rows; i++) {
      let error = -y[i]
      for (let j = 0; j < columns; j++) error += a[i * columns + j] * x[j]
      for (let j = 0; j < columns; j++) gradient[j] += (2 * error * a[i * columns + j]) / rows
    }
    for (let j = 0; j < columns; j++) {
      mean[j] = 0.9 * mean[j] + 0.1 * gradient[j]
      square[j] = 0.999 * square[j] + 0.001 * gradient[j] ** 2
      const scale = Math.sqrt(square[j] / (1 - 0.999 ** step)) + 1e-7
      x[j] -= (RATE * mean[j]) / (1 - 0.9 ** step) / scale
    }
  }
  return x
}

export interface EngineSpeed {
  /** Of a square matrix product, 512 × 512. */
  readonly gigaflops: number
  /** Forward and gradients of a policy network over 64 dates × 500 assets. */
  readonly millisecondsPerStep: number
}

/** How fast the open engine is; about ten seconds. */
export async function speedTest({ seconds = 10 }: { seconds?: number } = {}): Promise<EngineSpeed> {
  const size = 512
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])]
  const perProduct = await timed(() => tf.matMul(a, b), (seconds * 1000) / 3)
  const windows = tf.randomNormal([30, 64 * 500])
  const weights = [tf.randomNormal([32, 30]), tf.randomNormal([32, 32]), tf.randomNormal([1, 32])]
  const forward = tf.valueAndGrads((first: tf.Tensor, second: tf.Tensor, last: tf.Tensor) => {
    const hidden = tf.sigmoid(tf.matMul(first as tf.Tensor2D, windows as tf.Tensor2D))
    const mixed = tf.sigmoid(tf.matMul(second, hidden))
    return tf.mean(tf.square(tf.matMul(last, mixed))) as tf.Scalar
  })
  const millisecondsPerStep = await timed(
    () => {
      const { value, grads } = forward(weights)
      tf.dispose(grads)
      return value
    },
    (seconds * 1000) / 2,
  )
  tf.dispose([a, b, windows, ...weights])
  return { gigaflops: (2 * size ** 3) / perProduct / 1e6, millisecondsPerStep }
}

/** Median milliseconds of `run`, repeated for `budget` milliseconds after one warm-up. */
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
