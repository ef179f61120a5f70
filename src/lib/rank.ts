/**
 * `(average rank) / count − 0.5`: a function that rank-normalises up to `capacity` values in place to
 * (−0.5, 0.5], ties sharing their average rank. A value that is not finite becomes 0, the median, and
 * does not count.
 *
 * Each value is sorted as a double whose lowest bits hold its position: the engine's native sort is
 * twice as fast as any search for ranks. A pass over the true values then corrects the order of
 * neighbours that differ in those bits alone. (Words are little-endian, as on every machine Node
 * runs on.)
 */
export function createRankNormaliser(capacity: number): (values: Float64Array) => void {
  const keys = new Float64Array(capacity)
  const words = new Uint32Array(keys.buffer)
  const order = new Int32Array(capacity)
  const ranks = new Float64Array(capacity)
  const positionMask = 2 ** Math.ceil(Math.log2(Math.max(capacity, 2))) - 1

  return (values) => {
    let count = 0
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      keys[count] = value
      words[2 * count] = ((words[2 * count] ?? 0) & ~positionMask) | i
      count++
    }
    keys.subarray(0, count).sort()
    for (let j = 0; j < count; j++) {
      const i = (words[2 * j] ?? 0) & positionMask
      const value = values[i] ?? Number.NaN
      let place = j
      for (; place > 0; place--) {
        const before = order[place - 1] ?? 0
        if (!((values[before] ?? Number.NaN) > value)) break
        order[place] = before
      }
      order[place] = i
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
