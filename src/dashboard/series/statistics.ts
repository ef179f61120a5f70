export function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Population standard deviation. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values)
  let squares = 0
  for (const value of values) squares += (value - middle) ** 2
  return Math.sqrt(squares / values.length)
}

/** Pearson correlation of two series; null where one of them does not vary. */
export function correlation(x: readonly number[], y: readonly number[]): number | null {
  const scale = deviation(x) * deviation(y)
  return scale > 0 ? covariance(x, y) / scale : null
}

/** Of two series of the same length, over the number of values. */
export function covariance(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)]
  let products = 0
  for (let i = 0; i < x.length; i++) products += ((x[i] ?? mx) - mx) * ((y[i] ?? my) - my)
  return products / x.length
}
