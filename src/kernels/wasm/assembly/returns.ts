import { DOUBLE, FLOAT } from './simd'

/** Sharpe ratio and market hedge of a series of returns, in double, with their gradients. */
const SHARPE_EPSILON: f64 = 1e-5
const ROOT_EPSILON: f64 = 1e-16
export const VARIANCE_EPSILON: f64 = 1e-12

/** `x − m Cov(x, m) / Var(m)`, in place. */
export function hedge(market: usize, days: i32, x: usize): void {
  const average = marketMean(market, days)
  let along: f64 = 0
  let spread = VARIANCE_EPSILON
  for (let day: i32 = 0; day < days; day++) {
    const centred = <f64>load<f32>(market + <usize>day * FLOAT) - average
    along += centred * load<f64>(x + <usize>day * DOUBLE)
    spread += centred * centred
  }
  const beta = along / spread
  for (let day: i32 = 0; day < days; day++) {
    const at = x + <usize>day * DOUBLE
    store<f64>(at, load<f64>(at) - beta * <f64>load<f32>(market + <usize>day * FLOAT))
  }
}

/** The gradient of `hedge`, in place. */
export function unhedge(market: usize, days: i32, dx: usize): void {
  const average = marketMean(market, days)
  let along: f64 = 0
  let spread = VARIANCE_EPSILON
  for (let day: i32 = 0; day < days; day++) {
    const m = <f64>load<f32>(market + <usize>day * FLOAT)
    along += m * load<f64>(dx + <usize>day * DOUBLE)
    spread += (m - average) * (m - average)
  }
  for (let day: i32 = 0; day < days; day++) {
    const at = dx + <usize>day * DOUBLE
    const centred = <f64>load<f32>(market + <usize>day * FLOAT) - average
    store<f64>(at, load<f64>(at) - (along / spread) * centred)
  }
}

function marketMean(market: usize, days: i32): f64 {
  let sum: f64 = 0
  for (let day: i32 = 0; day < days; day++) sum += <f64>load<f32>(market + <usize>day * FLOAT)
  return sum / <f64>days
}

export function mean(x: usize, count: i32): f64 {
  let sum: f64 = 0
  for (let i: i32 = 0; i < count; i++) sum += load<f64>(x + <usize>i * DOUBLE)
  return sum / <f64>count
}

function deviation(x: usize, count: i32, average: f64): f64 {
  let sum: f64 = 0
  for (let i: i32 = 0; i < count; i++) {
    const off = load<f64>(x + <usize>i * DOUBLE) - average
    sum += off * off
  }
  return sqrt(sum / <f64>count + ROOT_EPSILON)
}

export function sharpe(x: usize, count: i32): f64 {
  const average = mean(x, count)
  return average / (deviation(x, count, average) + SHARPE_EPSILON)
}

/** `∂x = weight (1/(s + ε) − x̄ (x − x̄) / (s (s + ε)²)) / B` */
export function sharpeBack(x: usize, count: i32, weight: f64, dx: usize): void {
  const average = mean(x, count)
  const spread = deviation(x, count, average)
  const total = spread + SHARPE_EPSILON
  for (let i: i32 = 0; i < count; i++) {
    const off = load<f64>(x + <usize>i * DOUBLE) - average
    const slope = 1 / total - (average * off) / (spread * total * total)
    store<f64>(dx + <usize>i * DOUBLE, (weight * slope) / <f64>count)
  }
}
