import { DOUBLES } from './doubles-binary.js'

/** The little of WebAssembly used here; Node's types leave it out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: object }
  Memory: new (sizes: {
    initial: number
  }) => { readonly buffer: ArrayBuffer; grow(pages: number): void }
}

/** What assembly/doubles.ts exports; every number is an address in bytes, a size, or a scalar. */
export interface DoublesModule {
  inverseIteration(...numbers: number[]): void
  largestEigenvalues(...numbers: number[]): void
  normaliseRows(...numbers: number[]): void
  product(...numbers: number[]): void
  rowProducts(...numbers: number[]): void
  solveLower(...numbers: number[]): void
  standardise(...numbers: number[]): void
  transformBack(...numbers: number[]): void
  transpose(...numbers: number[]): void
  tridiagonalise(...numbers: number[]): void
}

const PAGE = 65_536
const DOUBLE = 8

const memory = new WebAssembly.Memory({ initial: 1 })
let opened: DoublesModule | undefined

/** The linear algebra in double, over a memory of its own; one for each thread. */
export function doubles(): DoublesModule {
  const binary = () => new WebAssembly.Module(Buffer.from(DOUBLES, 'base64'))
  opened ??= new WebAssembly.Instance(binary(), { env: { memory } })
    .exports as unknown as DoublesModule // what doubles.ts exports
  return opened
}

/** Places in the module's memory, handed out one after another, until the next `arena`. */
export interface Arena {
  /** Room for so many numbers, their values undefined. */
  room(length: number): number
  /** The numbers, copied in. */
  put(values: Float64Array): number
  /** Numbers copied out. */
  take(address: number, length: number): Float64Array<ArrayBuffer>
}

export function arena(): Arena {
  let end = 0
  const room = (length: number) => {
    const address = end
    end += Math.ceil((DOUBLE * length) / 16) * 16
    const missing = end - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
    return address
  }
  return {
    room,
    put(values) {
      const address = room(values.length)
      new Float64Array(memory.buffer, address, values.length).set(values)
      return address
    },
    take: (address, length) => new Float64Array(memory.buffer, address, length).slice(),
  }
}
