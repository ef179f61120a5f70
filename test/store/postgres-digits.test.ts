import { expect, it } from 'vitest'
import { toPostgresArray } from '../../src/store/archive/postgres-digits.js'
import { createTestDatabase } from '../_util/postgres.js'

/** Bit patterns of floats: at every power of two (whose neighbours differ in distance), around 0, and spread over all. */
function patterns(): Uint32Array {
  const bits: number[] = [0, 1, 2, 3, 0x7fffff, 0x7f7fffff, 0x80000000, 0xffc00000, 0x7f800000]
  for (let exponent = 0; exponent < 255; exponent++) {
    for (const mantissa of [0, 1, 0x7fffff]) bits.push((exponent << 23) | mantissa)
  }
  for (let value = 1; value <= 1e7; value = value * 3 + 1)
    bits.push(bitsOf(value), bitsOf(1 / value))
  for (const value of [0.1, 1e-4, 9.9999e-5, 999999, 1e6, 123456.7, 33554448, 16777218])
    bits.push(bitsOf(value))
  let seed = 1
  for (let n = 0; n < 60_000; n++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    bits.push(seed)
  }
  return Uint32Array.from(bits)
}

function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0]
}

it('writes floats with the digits of Postgres', async () => {
  await using database = await createTestDatabase({ migrated: false })
  const all = patterns().filter((bits) => !isNaNBits(bits) || bits === 0xffc00000)
  const values = new Float32Array(all.buffer, all.byteOffset, all.length)
  const doubles = Array.from(values, (value) =>
    Number.isNaN(value) ? null : Object.is(value, -0) ? '-0' : String(value),
  )
  const { rows } = await database.pool.query('select $1::real[]::text as text', [doubles])
  const [ours, theirs] = [toPostgresArray(values).split(','), rows[0].text.split(',')]
  const wrong = ours.flatMap((text, i) =>
    text === theirs[i] ? [] : [[values[i], text, theirs[i]]],
  )
  expect(wrong).toEqual([])
  expect(ours).toHaveLength(theirs.length)
})

function isNaNBits(bits: number): boolean {
  return (bits & 0x7f800000) === 0x7f800000 && (bits & 0x7fffff) !== 0
}
