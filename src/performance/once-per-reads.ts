import type { PerformanceReads } from './reads.js'

/**
 * Computes a value once for the same reads and key: several fields of one request share it, and it
 * is released with the reads of that request.
 */
export function oncePerReads<A extends readonly unknown[], T>(
  keyOf: (...args: A) => string,
  compute: (reads: PerformanceReads, ...args: A) => Promise<T>,
): (reads: PerformanceReads, ...args: A) => Promise<T> {
  const answersOf = new WeakMap<PerformanceReads, Map<string, Promise<T>>>()
  return (reads, ...args) => {
    const answers = answersOf.get(reads) ?? new Map<string, Promise<T>>()
    answersOf.set(reads, answers)
    const key = keyOf(...args)
    const answer = answers.get(key) ?? compute(reads, ...args)
    answers.set(key, answer)
    return answer
  }
}
