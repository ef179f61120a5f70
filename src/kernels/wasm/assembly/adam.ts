import { FLOAT } from './simd'

/** AdamW of one parameter from moments `m, v`, in double: `p ← keep · p − rate · m / (root · √v + ε)`. */
export function adamW(
  count: i32, p: usize, g: usize, m: usize, v: usize, pTo: usize, mTo: usize, vTo: usize,
  clip: f64, beta1: f64, beta2: f64, keep: f64, rate: f64, root: f64, epsilon: f64,
): void {
  const size = <usize>count * FLOAT
  const whole = size & ~7
  const clip2 = f64x2.splat(clip), keep2 = f64x2.splat(keep), rate2 = f64x2.splat(rate)
  const root2 = f64x2.splat(root), epsilon2 = f64x2.splat(epsilon)
  const first = f64x2.splat(beta1), firstRest = f64x2.splat(1 - beta1)
  const second = f64x2.splat(beta2), secondRest = f64x2.splat(1 - beta2)
  let i: usize = 0
  for (; i < whole; i += 8) {
    const gradient = f64x2.mul(clip2, two(g + i))
    const mean = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(first, two(m + i)), f64x2.mul(firstRest, gradient)))
    const moved = f64x2.mul(f64x2.mul(secondRest, gradient), gradient)
    const square = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(second, two(v + i)), moved))
    const spread = f64x2.add(f64x2.mul(root2, f64x2.sqrt(f64x2.promote_low_f32x4(square))), epsilon2)
    const step = f64x2.div(f64x2.mul(rate2, f64x2.promote_low_f32x4(mean)), spread)
    const next = f32x4.demote_f64x2_zero(f64x2.sub(f64x2.mul(keep2, two(p + i)), step))
    v128.store_lane<f64>(mTo + i, mean, 0)
    v128.store_lane<f64>(vTo + i, square, 0)
    v128.store_lane<f64>(pTo + i, next, 0)
  }
  if (i == size) return
  const gradient = clip * <f64>load<f32>(g + i)
  const mean = <f32>(beta1 * <f64>load<f32>(m + i) + (1 - beta1) * gradient)
  const square = <f32>(beta2 * <f64>load<f32>(v + i) + (1 - beta2) * gradient * gradient)
  const step = (rate * <f64>mean) / (root * sqrt(<f64>square) + epsilon)
  store<f32>(mTo + i, mean)
  store<f32>(vTo + i, square)
  store<f32>(pTo + i, <f32>(keep * <f64>load<f32>(p + i) - step))
}

@inline
function two(x: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<f64>(x))
}
