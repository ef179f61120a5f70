import { expect, it } from 'vitest'
import { float32Digits } from '../../../src/lib/float32-digits.js'
import { createRandom } from '../../../src/lib/random.js'

it.each([
  [0, '0'],
  [0.1, '0.1'],
  [-0.0123, '-0.0123'],
  [1 / 3, '0.33333334'],
  [16_777_216, '16777216'],
  [3.4028234663852886e38, '3.4028235e+38'],
])('names the float32 next to %d by %s', (value, digits) => {
  expect(float32Digits(value)).toBe(digits)
})

it('names each float32 by digits that read back to it, and no fewer do', () => {
  const random = createRandom(7)
  for (let n = 0; n < 2000; n++) {
    const value = Math.fround(random.normal() * 10 ** (random.integer(9) - 6))
    const text = float32Digits(value)
    expect(Math.fround(Number(text))).toBe(value)
    const count = text.replace(/e.*|[-.]/g, '').replace(/^0+|0+$/g, '').length
    if (count > 1) expect(Math.fround(Number(value.toPrecision(count - 1)))).not.toBe(value)
  }
})
