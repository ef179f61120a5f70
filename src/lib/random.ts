/** A seeded stream of random numbers: the same seed gives the same stream on every machine. */
export interface Random {
  /** In [0, 1), 53 random bits. */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Uniform over 0 … n − 1. */
  integer(n: number): number
}

const WARM_UP_ROUNDS = 16

/**
 * The generator sfc32 (Doty-Humphrey, PractRand): 128 bits of state in four 32-bit words, one of
 * them a counter, so no seed has a period below 2³². `seed` is a safe integer; each 32-bit
 * `stream` of a seed is independent of its others.
 */
export function createRandom(seed: number, stream = 0): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not a safe integer`)
  let a = seed | 0
  let b = Math.floor(seed / 2 ** 32) | 0
  let c = stream ^ 0x9e3779b9
  let counter = 1
  let spare: number | undefined

  function bits32(): number {
    const out = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + out) | 0
    return out >>> 0
  }

  function uniform(): number {
    return ((bits32() >>> 5) * 2 ** 26 + (bits32() >>> 6)) / 2 ** 53
  }

  /** Marsaglia's polar method: no sine or cosine, whose last bit differs between V8 releases. */
  function normal(): number {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const squared = x * x + y * y
      if (squared >= 1 || squared === 0) continue
      const scale = Math.sqrt((-2 * Math.log(squared)) / squared)
      spare = y * scale
      return x * scale
    }
  }

  for (let i = 0; i < WARM_UP_ROUNDS; i++) bits32()
  return { uniform, normal, integer: (n) => Math.floor(uniform() * n) }
}
