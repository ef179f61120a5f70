import { PLAIN, RELAXED } from './side-binary.js'

/** The little of WebAssembly used here; Node's types leave it out. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: object }
}

/** A wasm memory, handed from one module to another. */
export type WasmMemory = object

/** What assembly/index.ts exports; every number is an address in bytes, a size, or a scalar. */
export interface SideModule {
  adamW(...numbers: number[]): void
  attentionBackward(...numbers: number[]): void
  attentionForward(...numbers: number[]): void
  attentionScratch(n: number, factors: number, characteristics: number): number
  readonly CONSTANT_BYTES: { readonly value: number }
  dropout(...numbers: number[]): void
  gelu(...numbers: number[]): void
  geluBack(...numbers: number[]): void
  init(address: number): void
  matMul(...numbers: number[]): void
  matMulScratch(m: number, n: number): number
  measuresBackward(...numbers: number[]): void
  measuresForward(...numbers: number[]): void
  measuresScratch(steps: number, n: number): number
  normalise(...numbers: number[]): void
  normaliseBack(...numbers: number[]): void
  policyBackward(...numbers: number[]): void
  policyForward(...numbers: number[]): void
  policyKept(hidden: number, windows: number): number
  policyScratch(hidden: number, lookback: number): number
  projectBackward(...numbers: number[]): void
  projectForward(...numbers: number[]): void
  projectScratch(factors: number): number
  sigmoid(...numbers: number[]): void
  sum(...numbers: number[]): void
  sumOfSquares(address: number, count: number): number
  windows(...numbers: number[]): void
  windowsBack(...numbers: number[]): void
}

/**
 * The side module over TensorFlow.js's own memory: it reads and writes tensors where they lie. With
 * fused multiply-adds where V8 has relaxed SIMD.
 */
export function openSideModule(memory: WasmMemory): { module: SideModule; fma: boolean } {
  const relaxed = Buffer.from(RELAXED, 'base64')
  const fma = WebAssembly.validate(relaxed)
  const binary = fma ? relaxed : Buffer.from(PLAIN, 'base64')
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } })
  return { module: instance.exports as unknown as SideModule, fma } // what index.ts exports
}
