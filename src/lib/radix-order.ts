/** The key of a double has 32 bits: three digits. */
const DIGIT_BITS = 11
const BUCKETS = 2 ** DIGIT_BITS
const DIGIT = BUCKETS - 1

const EXPONENT = 0x7ff00000
const SIGN = 0x80000000

/** A function that writes the positions of the finite values by key into `order` and returns how many they are. */
export type RadixOrder = (values: Float64Array, order: Int32Array) => number

/**
 * Positions by the high words of the doubles: sign, exponent and the first 20 bits of the fraction. Values of
 * one high word differ by less than one in a million and stay in no particular order. (Words are
 * little-endian, as on every machine Node runs on.)
 */
export function createRadixOrder(capacity: number): RadixOrder {
  const doubles = new Float64Array(capacity)
  const words = new Uint32Array(doubles.buffer)
  const pair = () => ({ keys: new Uint32Array(capacity), places: new Int32Array(capacity) })
  const [here, there] = [pair(), pair()]
  const counts = Array.from({ length: 3 }, () => new Int32Array(BUCKETS)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ]

  return (values, order) => {
    doubles.set(values)
    const count = countKeys(words, values.length, here, counts)
    for (const digits of counts) toStarts(digits)
    scatter(here, there.keys, there.places, count, 0, counts[0])
    scatter(there, here.keys, here.places, count, DIGIT_BITS, counts[1])
    scatter(here, there.keys, order, count, 2 * DIGIT_BITS, counts[2])
    return count
  }
}

interface Keyed {
  readonly keys: Uint32Array
  readonly places: Int32Array
}

/** Keys of the finite values, in the order of the values where read as unsigned numbers, and the counts of their digits. */
function countKeys(
  words: Uint32Array,
  length: number,
  { keys, places }: Keyed,
  [first, second, third]: readonly [Int32Array, Int32Array, Int32Array],
): number {
  first.fill(0)
  second.fill(0)
  third.fill(0)
  let count = 0
  for (let i = 0; i < length; i++) {
    const word = words[2 * i + 1] ?? 0
    if ((word & EXPONENT) === EXPONENT) continue
    const key = (word ^ ((word >> 31) | SIGN)) >>> 0
    keys[count] = key
    places[count++] = i
    const [a, b, c] = [key & DIGIT, (key >>> DIGIT_BITS) & DIGIT, key >>> (2 * DIGIT_BITS)]
    first[a] = (first[a] ?? 0) + 1
    second[b] = (second[b] ?? 0) + 1
    third[c] = (third[c] ?? 0) + 1
  }
  return count
}

function toStarts(counts: Int32Array): void {
  let start = 0
  for (let digit = 0; digit < BUCKETS; digit++) {
    const count = counts[digit] ?? 0
    counts[digit] = start
    start += count
  }
}

function scatter(
  from: Keyed,
  keys: Uint32Array,
  places: Int32Array,
  count: number,
  shift: number,
  starts: Int32Array,
): void {
  for (let j = 0; j < count; j++) {
    const key = from.keys[j] ?? 0
    const digit = (key >>> shift) & DIGIT
    const place = starts[digit] ?? 0
    starts[digit] = place + 1
    keys[place] = key
    places[place] = from.places[j] ?? 0
  }
}
