import { instantiate, isSupported, readModule, type WasmMemory } from './module.js'

/** The exports of assembly/index.ts; every number is an address in bytes, a size, or a scalar. */
export interface SideModule {
  adamW(...numbers: number[]): void
  addToRows(...numbers: number[]): void
  attentionBackward(...numbers: number[]): void
  attentionForward(...numbers: number[]): void
  attentionScratch(n: number, factors: number, characteristics: number): number
  readonly CONSTANT_BYTES: { readonly value: number }
  encoderBackward(...numbers: number[]): void
  encoderForward(...numbers: number[]): void
  encoderKept(...sizes: number[]): number
  encoderScratch(...sizes: number[]): number
  dropout(...numbers: number[]): void
  gelu(...numbers: number[]): void
  geluBack(...numbers: number[]): void
  gruBackward(...numbers: number[]): void
  gruForward(...numbers: number[]): void
  gruKept(hidden: number, steps: number, sequences: number): number
  gruScratch(hidden: number, steps: number, rows: number): number
  headsBackward(...numbers: number[]): void
  headsForward(...numbers: number[]): void
  headsKept(sequences: number, heads: number, queries: number, keys: number): number
  headsScratch(queries: number, keys: number, width: number): number
  init(address: number): void
  layerNormBackward(...numbers: number[]): void
  layerNormForward(...numbers: number[]): void
  layerNormScratch(width: number): number
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
  takeBlocks(...numbers: number[]): void
  takeRows(...numbers: number[]): void
  windows(...numbers: number[]): void
  windowsBack(...numbers: number[]): void
}

/**
 * Instantiates the side module over TensorFlow.js's own memory, so that it reads and writes tensors in
 * place. Takes the build with fused multiply-adds where V8 has relaxed SIMD.
 */
export function openSideModule(memory: WasmMemory): { module: SideModule; fma: boolean } {
  const relaxed = readModule('side-relaxed')
  const fma = isSupported(relaxed)
  const exported = instantiate(fma ? relaxed : readModule('side'), memory)
  return { module: exported as unknown as SideModule, fma } // what index.ts exports
}
