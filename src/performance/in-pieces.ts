import { takeTurn } from '../lib/turns.js'

/** Dates of a series that are read, and worked on, together. */
const DATES_AT_ONCE = 32

/**
 * What `work` makes of all dates, some at a time and each piece in its own turn: a whole split is neither
 * one long piece of work nor in memory at once.
 */
export async function inPieces<T, R = readonly T[]>(
  dates: readonly string[],
  read: (some: readonly string[]) => Promise<R>,
  work: (found: R, some: readonly string[]) => readonly T[],
): Promise<T[]> {
  const all: T[] = []
  for (let at = 0; at < dates.length; at += DATES_AT_ONCE) {
    const some = dates.slice(at, at + DATES_AT_ONCE)
    const found = await read(some)
    await takeTurn()
    all.push(...work(found, some))
  }
  return all
}
