import { constantTable, fma, sigmoid4 } from './simd'

/** GELU `x s` of a multiple of four floats, and its gates `s = σ(2u)`; the bits of `gelu`. */
export function geluKeeping(count: i32, x: usize, y: usize, gates: usize): void {
  const table = constantTable()
  for (let i: i32 = 0; i < count; i += 4, x += 16, y += 16, gates += 16) {
    const value = v128.load(x)
    const cubic = fma(f32x4.mul(value, value), v128.load(table, 208), v128.load(table, 224))
    const gate = sigmoid4(f32x4.mul(value, cubic), table)
    v128.store(gates, gate)
    v128.store(y, f32x4.mul(value, gate))
  }
}

/** `y = x s` again, and `∂x` in the place of ∂y, from the gates; the bits of `geluBack`. */
export function geluBackKept(count: i32, x: usize, gates: usize, y: usize, dy: usize): void {
  const table = constantTable()
  const one = f32x4.splat(1)
  for (let i: i32 = 0; i < count; i += 4, x += 16, gates += 16, y += 16, dy += 16) {
    const value = v128.load(x)
    const gate = v128.load(gates)
    const steep = fma(f32x4.mul(value, value), v128.load(table, 240), v128.load(table, 224))
    const slope = f32x4.mul(gate, fma(f32x4.mul(value, steep), f32x4.sub(one, gate), one))
    v128.store(y, f32x4.mul(value, gate))
    v128.store(dy, f32x4.mul(slope, v128.load(dy)))
  }
}
