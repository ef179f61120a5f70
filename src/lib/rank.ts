import { createRadixOrder } from './radix-order.js'

/** From so many values on a radix sort is faster than the engine's. */
const MANY = 1000

/** Neighbours moved for each value after which the order by radix is given up. */
const MOST_MOVES = 2

/**
 * `(average rank) / count − 0.5`: a function that rank-normalises up to `capacity` values in place to
 * (−0.5, 0.5], ties sharing their average rank. A value that is not finite becomes 0, the median, and
 * does not count.
 *
 * Values are sorted by most of their bits, and a pass over the true values then corrects the order of
 * neighbours that differ in the others alone: the ranks are the same, whichever sort comes first.
 */
export function createRankNormaliser(capacity: number): (values: Float64Array) => void {
  const order = new Int32Array(capacity)
  const ranks = new Float64Array(capacity)
  const byRadix = capacity < MANY ? null : createRadixOrder(capacity)
  const byEngine = createEngineOrder(capacity)

  return (values) => {
    let count = values.length < MANY || !byRadix ? -1 : byRadix(values, order)
    if (count < 0 || !correct(values, order, count, MOST_MOVES * count)) {
      count = byEngine(values, order)
      correct(values, order, count, Number.POSITIVE_INFINITY)
    }
    ranks.fill(0, 0, values.length)
    for (let start = 0, end = 1; start < count; start = end, end++) {
      const value = values[order[start] ?? 0]
      while (end < count && values[order[end] ?? 0] === value) end++
      const rank = (start + 1 + end) / 2 / count - 0.5
      for (let j = start; j < end; j++) ranks[order[j] ?? 0] = rank
    }
    values.set(ranks.subarray(0, values.length))
  }
}

/**
 * Positions of the finite values in the order of doubles whose lowest bits hold them: the engine's native sort
 * is twice as fast as any search for ranks. (Words are little-endian, as on every machine Node runs on.)
 */
function createEngineOrder(capacity: number): (values: Float64Array, order: Int32Array) => number {
  const keys = new Float64Array(capacity)
  const words = new Uint32Array(keys.buffer)
  const positionMask = 2 ** Math.ceil(Math.log2(Math.max(capacity, 2))) - 1
  return (values, order) => {
    let count = 0
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      keys[count] = value
      words[2 * count] = ((words[2 * count] ?? 0) & ~positionMask) | i
      count++
    }
    keys.subarray(0, count).sort()
    for (let j = 0; j < count; j++) order[j] = (words[2 * j] ?? 0) & positionMask
    return count
  }
}

/** Sorts positions that are nearly in the order of their values; false where it takes too many moves. */
function correct(values: Float64Array, order: Int32Array, count: number, most: number): boolean {
  let moves = 0
  for (let j = 1; j < count && moves <= most; j++) {
    const i = order[j] ?? 0
    const value = values[i] ?? Number.NaN
    let place = j
    for (; place > 0; place--) {
      const before = order[place - 1] ?? 0
      if (!((values[before] ?? Number.NaN) > value)) break
      order[place] = before
    }
    order[place] = i
    moves += j - place
  }
  return moves <= most
}
