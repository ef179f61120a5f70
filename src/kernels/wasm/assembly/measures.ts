import { DOUBLE, FLOAT } from './simd'

/**
 * What S books `[S, n]` earn and what is explained, in double: the loss and its parts, as
 * portfolio/costs.ts and portfolio/sharpe.ts have them. The first book only opens.
 */
const SHARPE_EPSILON: f64 = 1e-5
const ROOT_EPSILON: f64 = 1e-16
const VARIANCE_EPSILON: f64 = 1e-12

/** Bytes of scratch of either direction: gross, turnover, short, net, judged, gradient by date. */
export function measuresScratch(steps: i32, n: i32): i32 {
  return (8 * steps + 4 * n) * <i32>DOUBLE
}

export function measuresForward(
  steps: i32, n: i32, books: usize, returns: usize, residuals: usize, present: usize, market: usize,
  tradingCost: f64, shortCost: f64, lambda: f64, hedged: i32, numbers: usize, scratch: usize,
): void {
  const days = steps - 1
  const gross = scratch
  const judged = byDate(steps, n, books, returns, market, tradingCost, shortCost, hedged, scratch)
  const netSharpe = sharpe(judged, days)
  const explained = variances(steps, n, returns, residuals, present, scratch)
  store<f32>(numbers, <f32>-(netSharpe + lambda * explained))
  store<f32>(numbers + FLOAT, <f32>netSharpe)
  store<f32>(numbers + 2 * FLOAT, <f32>sharpe(gross, days))
  store<f32>(numbers + 3 * FLOAT, <f32>mean(gross + <usize>days * DOUBLE, days))
  store<f32>(numbers + 4 * FLOAT, <f32>explained)
}

/** Gradients of the numbers, weighted by `dy`, in the books and the residuals. */
export function measuresBackward(
  steps: i32, n: i32, books: usize, returns: usize, residuals: usize, present: usize, market: usize,
  tradingCost: f64, shortCost: f64, lambda: f64, hedged: i32, dy: usize, dBooks: usize,
  dResiduals: usize, scratch: usize,
): void {
  const days = steps - 1
  const row = <usize>n * FLOAT
  const gross = scratch
  const judged = byDate(steps, n, books, returns, market, tradingCost, shortCost, hedged, scratch)
  const byNet = scratch + <usize>(5 * days) * DOUBLE
  const byGross = byNet + <usize>days * DOUBLE
  const dLoss = <f64>load<f32>(dy)
  sharpeBack(judged, days, <f64>load<f32>(dy + FLOAT) - dLoss, byNet)
  if (hedged != 0) unhedge(market, days, byNet)
  sharpeBack(gross, days, <f64>load<f32>(dy + 2 * FLOAT), byGross)
  const byTurnover = <f64>load<f32>(dy + 3 * FLOAT) / <f64>days
  memory.fill(dBooks, 0, row)
  for (let day: i32 = 0; day < days; day++) {
    const net = load<f64>(byNet + <usize>day * DOUBLE)
    const earned = <f32>(net + load<f64>(byGross + <usize>day * DOUBLE))
    const traded = <f32>(byTurnover - tradingCost * net)
    const lent = <f32>(shortCost * net)
    const before = books + <usize>day * row
    const dBefore = dBooks + <usize>day * row
    const r = returns + <usize>(day + 1) * row
    for (let i: usize = 0; i < row; i += FLOAT) {
      const held = load<f32>(before + row + i)
      const change = held - load<f32>(before + i)
      const push = change > 0 ? traded : change < 0 ? -traded : <f32>0
      store<f32>(dBefore + i, load<f32>(dBefore + i) - push)
      store<f32>(dBefore + row + i, earned * load<f32>(r + i) + push + (held < 0 ? lent : 0))
    }
  }
  variances(steps, n, returns, residuals, present, scratch)
  const byExplained = <f64>load<f32>(dy + 4 * FLOAT) - lambda * dLoss
  const means = scratch + <usize>(8 * steps) * DOUBLE
  const count = counted(present, n)
  for (let i: i32 = 0; i < n; i++) {
    const at = means + <usize>i * DOUBLE
    const total = load<f64>(at + <usize>(3 * n) * DOUBLE) + VARIANCE_EPSILON
    const weight = <f64>load<f32>(present + <usize>i * FLOAT) / count
    store<f64>(at + <usize>n * DOUBLE, (-2 * byExplained * weight) / (total * <f64>steps))
  }
  for (let step: i32 = 0; step < steps; step++) {
    for (let i: i32 = 0; i < n; i++) {
      const cell = <usize>(step * n + i) * FLOAT
      const at = means + <usize>i * DOUBLE
      const off = <f64>load<f32>(residuals + cell) - load<f64>(at)
      store<f32>(dResiduals + cell, <f32>(load<f64>(at + <usize>n * DOUBLE) * off))
    }
  }
}

/** Gross returns, turnover, short exposure, net returns and judged returns by date; where the last lie. */
function byDate(
  steps: i32, n: i32, books: usize, returns: usize, market: usize, tradingCost: f64, shortCost: f64,
  hedged: i32, to: usize,
): usize {
  const days = steps - 1
  const row = <usize>n * FLOAT
  const column = <usize>days * DOUBLE
  for (let day: i32 = 0; day < days; day++) {
    const before = books + <usize>day * row
    const r = returns + <usize>(day + 1) * row
    let gross: f64 = 0
    let turnover: f64 = 0
    let short: f64 = 0
    for (let i: usize = 0; i < row; i += FLOAT) {
      const held = <f64>load<f32>(before + row + i)
      gross += held * <f64>load<f32>(r + i)
      turnover += abs(held - <f64>load<f32>(before + i))
      short -= min<f64>(held, 0)
    }
    const at = to + <usize>day * DOUBLE
    const net = gross - tradingCost * turnover - shortCost * short
    store<f64>(at, gross)
    store<f64>(at + column, turnover)
    store<f64>(at + 2 * column, short)
    store<f64>(at + 3 * column, net)
    store<f64>(at + 4 * column, net)
  }
  const judged = to + 4 * column
  if (hedged != 0) hedge(market, days, judged)
  return judged
}

/** `x − m Cov(x, m) / Var(m)`, in place. */
function hedge(market: usize, days: i32, x: usize): void {
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
function unhedge(market: usize, days: i32, dx: usize): void {
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

function mean(x: usize, count: i32): f64 {
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

function sharpe(x: usize, count: i32): f64 {
  const average = mean(x, count)
  return average / (deviation(x, count, average) + SHARPE_EPSILON)
}

/** `∂x = weight (1/(s + ε) − x̄ (x − x̄) / (s (s + ε)²)) / B` */
function sharpeBack(x: usize, count: i32, weight: f64, dx: usize): void {
  const average = mean(x, count)
  const spread = deviation(x, count, average)
  const total = spread + SHARPE_EPSILON
  for (let i: i32 = 0; i < count; i++) {
    const off = load<f64>(x + <usize>i * DOUBLE) - average
    const slope = 1 / total - (average * off) / (spread * total * total)
    store<f64>(dx + <usize>i * DOUBLE, (weight * slope) / <f64>count)
  }
}

/**
 * Explained variance. Leaves by asset, behind the dates' columns: the residuals' mean, the returns'
 * mean, the variance of either.
 */
function variances(
  steps: i32, n: i32, returns: usize, residuals: usize, present: usize, scratch: usize,
): f64 {
  const column = <usize>n * DOUBLE
  const means = scratch + <usize>(8 * steps) * DOUBLE
  memory.fill(means, 0, 4 * column)
  for (let step: i32 = 0; step < steps; step++) {
    for (let i: i32 = 0; i < n; i++) {
      const cell = <usize>(step * n + i) * FLOAT
      const at = means + <usize>i * DOUBLE
      store<f64>(at, load<f64>(at) + <f64>load<f32>(residuals + cell))
      store<f64>(at + column, load<f64>(at + column) + <f64>load<f32>(returns + cell))
    }
  }
  for (let i: usize = 0; i < 2 * column; i += DOUBLE) {
    store<f64>(means + i, load<f64>(means + i) / <f64>steps)
  }
  for (let step: i32 = 0; step < steps; step++) {
    for (let i: i32 = 0; i < n; i++) {
      const cell = <usize>(step * n + i) * FLOAT
      const at = means + <usize>i * DOUBLE
      const left = <f64>load<f32>(residuals + cell) - load<f64>(at)
      const total = <f64>load<f32>(returns + cell) - load<f64>(at + column)
      store<f64>(at + 2 * column, load<f64>(at + 2 * column) + left * left)
      store<f64>(at + 3 * column, load<f64>(at + 3 * column) + total * total)
    }
  }
  let sum: f64 = 0
  for (let i: i32 = 0; i < n; i++) {
    const at = means + <usize>i * DOUBLE
    const left = load<f64>(at + 2 * column) / <f64>steps
    const total = load<f64>(at + 3 * column) / <f64>steps
    store<f64>(at + 3 * column, total)
    sum += <f64>load<f32>(present + <usize>i * FLOAT) * (1 - left / (total + VARIANCE_EPSILON))
  }
  return sum / counted(present, n)
}

function counted(present: usize, n: i32): f64 {
  let count: f64 = 0
  for (let i: i32 = 0; i < n; i++) count += <f64>load<f32>(present + <usize>i * FLOAT)
  return max<f64>(count, 1)
}
