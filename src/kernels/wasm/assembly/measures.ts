import { hedge, mean, sharpe, sharpeBack, unhedge, VARIANCE_EPSILON } from './returns'
import { DOUBLE, FLOAT } from './simd'

/**
 * The loss of S books `[S, n]` and its parts, in double, with the formulas of portfolio/costs.ts and
 * portfolio/sharpe.ts. The first book is the opening position and earns nothing.
 *
 * This function: bytes of scratch of either direction (gross, turnover, short, net, judged and gradient
 * by date).
 */
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

/** Gross returns, turnover, short exposure, net and judged returns by date; the address of the last. */
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

/**
 * Explained variance. Stores by asset, after the columns by date: mean residual, mean return, variance of
 * the residuals, variance of the returns.
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
