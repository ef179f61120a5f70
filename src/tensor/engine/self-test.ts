import * as tf from '@tensorflow/tfjs'

const STEPS = 3
const RATE = 0.1
const SHAPE = [8, 4] as const
const TOLERANCE = 1e-4

/**
 * Minimises the mean square of `A x − y`, eight equations with four unknowns, by three Adam steps on the
 * engine and in double precision, and throws where the two differ: a backend may load and yet not train.
 */
export function selfTest(): void {
  const [rows, columns] = SHAPE
  const a = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(1 + i))
  const y = Float32Array.from({ length: rows }, (_, i) => Math.cos(2 * i))
  const expected = fitOnHost(a, y)
  const fitted = fitOnEngine(a, y)
  const error = expected.reduce((max, x, i) => Math.max(max, Math.abs(x - fitted[i])), 0)
  if (!(error <= TOLERANCE)) throw new Error(`its self-test has an error of ${error}`)
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
  const values = fitted.dataSync() // training and scoring download in the same way
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
