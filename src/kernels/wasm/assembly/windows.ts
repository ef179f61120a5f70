import { FLOAT } from './simd'

/** The L residuals before each of B dates, `[L, B·n]` of `[L + B, n]`, row 0 the newest. */
export function windows(series: usize, lookback: i32, width: i32, n: i32, to: usize): void {
  for (let lag: i32 = 0; lag < lookback; lag++) {
    const from = series + <usize>((lookback - 1 - lag) * n) * FLOAT
    memory.copy(to + <usize>(lag * width) * FLOAT, from, <usize>width * FLOAT)
  }
}

/** The gradient of `windows`: the sum over the windows that contain the residual. */
export function windowsBack(from: usize, lookback: i32, width: i32, n: i32, series: usize): void {
  memory.fill(series, 0, <usize>(lookback * n + width) * FLOAT)
  for (let lag: i32 = 0; lag < lookback; lag++) {
    let to = series + <usize>((lookback - 1 - lag) * n) * FLOAT
    let at = from + <usize>(lag * width) * FLOAT
    const end = at + <usize>width * FLOAT
    for (; at + 16 <= end; at += 16, to += 16)
      v128.store(to, f32x4.add(v128.load(to), v128.load(at)))
    for (; at < end; at += FLOAT, to += FLOAT) store<f32>(to, load<f32>(to) + load<f32>(at))
  }
}
