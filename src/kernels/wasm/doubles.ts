import { createMemory, instantiate, PAGE_BYTES, readModule } from './module.js'

/** The exports of assembly/doubles; every number is an address in bytes, a size, or a scalar. */
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

const DOUBLE = 8

const memory = createMemory(1)
let opened: DoublesModule | undefined

/** The linear algebra in double precision, over a memory of its own; instantiated once a thread. */
export function doubles(): DoublesModule {
  opened ??= instantiate(readModule('doubles'), memory) as unknown as DoublesModule // what doubles.ts exports
  return opened
}

/** Addresses in the module's memory, allocated one after another and valid until the next `arena`. */
export interface Arena {
  /** The address of so many numbers; their values are undefined. */
  room(length: number): number
  /** The address that the numbers were copied to. */
  put(values: Float64Array): number
  /** A copy of the numbers at an address. */
  take(address: number, length: number): Float64Array<ArrayBuffer>
}

export function arena(): Arena {
  let end = 0
  const room = (length: number) => {
    const address = end
    end += Math.ceil((DOUBLE * length) / 16) * 16
    const missing = end - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
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
