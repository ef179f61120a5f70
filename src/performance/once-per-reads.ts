import { takeTurn } from '../lib/turns.js'
import type { ComputedMemory } from '../store/computed.js'
import type { PerformanceReads } from './reads.js'

export interface Computation<A extends readonly unknown[]> {
  /** Names what is computed; no two computations have the same name. */
  readonly name: string
  keyOf(...args: A): string
  /**
   * About how many bytes a value takes, where it follows from stored versions alone and the reads keep it
   * for other requests; null where it is for this request only.
   */
  readonly keptBytes: number | null | ((...args: A) => number)
  /** What else the value depends on, where it is kept for other requests. */
  contextOf?(reads: PerformanceReads, ...args: A): Promise<string>
}

/**
 * Computes a value once for the same key: several fields of one request share it and, where the reads keep
 * values between requests, so do all requests while their version is served.
 */
export function oncePerReads<A extends readonly unknown[], T>(
  { name, keyOf, keptBytes, contextOf = async () => '' }: Computation<A>,
  compute: (reads: PerformanceReads, ...args: A) => Promise<T>,
): (reads: PerformanceReads, ...args: A) => Promise<T> {
  const answersOf = new WeakMap<PerformanceReads, Map<string, Promise<T>>>()
  return (reads, ...args) => {
    const answers = answersOf.get(reads) ?? new Map<string, Promise<T>>()
    answersOf.set(reads, answers)
    const key = `${name} ${keyOf(...args)}`
    const inTurn = async () => {
      await takeTurn()
      return compute(reads, ...args)
    }
    const keptOrNot = async () => {
      const memory = keptBytes === null ? undefined : await reads.computed?.()
      if (!memory || keptBytes === null) return inTurn()
      const bytes = typeof keptBytes === 'number' ? keptBytes : keptBytes(...args)
      const entry = { key: `${key} ${await contextOf(reads, ...args)}`, bytes }
      return kept(memory, entry, inTurn)
    }
    const answer = answers.get(key) ?? keptOrNot()
    answers.set(key, answer)
    return handedOut(answer)
  }
}

/** All who share a computation have its value at the same moment: each goes on in its own turn. */
async function handedOut<T>(answer: Promise<T>): Promise<T> {
  const value = await answer
  await takeTurn()
  return value
}

interface Entry {
  readonly key: string
  readonly bytes: number
}

/** Requests at the same time share a computation; one that failed is not kept. */
function kept<T>(
  memory: ComputedMemory,
  { key, bytes }: Entry,
  compute: () => Promise<T>,
): Promise<T> {
  const found = memory.get(key)
  if (found) return found.value as Promise<T> // the key names the computation, and so its type
  const value = compute()
  memory.set(key, { value, bytes: bytes + 2 * key.length })
  value.catch(() => memory.delete(key))
  return value
}
