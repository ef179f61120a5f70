import { readFileSync } from 'node:fs'

/** The part of WebAssembly used in this room; Node's types leave it out. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: object }
  Memory: new (size: { initial: number }) => WasmMemory
}

/** A memory that a module is instantiated over. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): void
}

/** Bytes of a page, the unit in which a memory grows. */
export const PAGE_BYTES = 65_536

/** A built module beside this file, as `npm run build:wasm` wrote it. */
export function readModule(name: 'side' | 'side-relaxed' | 'doubles'): Buffer {
  return readFileSync(new URL(`${name}.wasm`, import.meta.url))
}

/** Whether this version of V8 has every instruction of the module. */
export function isSupported(bytes: Uint8Array): boolean {
  return WebAssembly.validate(bytes)
}

/** The exports of a module over a memory. */
export function instantiate(bytes: Uint8Array, memory: WasmMemory): object {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports
}

export function createMemory(pages: number): WasmMemory {
  return new WebAssembly.Memory({ initial: pages })
}
