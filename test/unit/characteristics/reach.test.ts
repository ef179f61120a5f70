import { expect, it } from 'vitest'
import { BAR_DEFINITIONS } from '../../../src/characteristics/bars.js'
import { DEFINITIONS } from '../../../src/characteristics/definitions.js'
import { EXTENDED_DEFINITIONS } from '../../../src/characteristics/extended.js'
import { assetHistories } from '../../../src/characteristics/history.js'
import { marketBase } from '../../../src/characteristics/market-data.js'
import { SEQUENCE_DEFINITIONS } from '../../../src/characteristics/sequence.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { createRandom } from '../../../src/lib/random.js'

const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const
const CARRIED_PRICES = 5

const { panel: whole } = syntheticMarket({ assets: 2, from: '2009-01-02', to: '2020-12-31' })
const random = createRandom(4)
const holes = Array.from(whole.close, () => random.uniform() < 0.02)
const panel = {
  ...whole,
  ...Object.fromEntries(
    FIELDS.map((field) => [
      field,
      whole[field].map((value, cell) => (holes[cell] && cell >= 2 ? Number.NaN : value)),
    ]),
  ),
}
const input = { ...marketBase(panel).arrays, panel }
const all = assetHistories(input)

it.each([...DEFINITIONS, ...EXTENDED_DEFINITIONS, ...SEQUENCE_DEFINITIONS, ...BAR_DEFINITIONS])(
  '$name reads no more dates than its reach, in blocks of its length',
  ({ reach, compute }) => {
    const since = reach.block + reach.dates + CARRIED_PRICES
    const cut = assetHistories(input, { since, reach })
    all.forEach((history, i) => {
      const [short, long] = [cut[i], history]
      if (!short || !long) throw new Error(`asset ${i} has no history`)
      expect(short.firstRow).toBe(long.firstRow + reach.block)
      const known = compute(long).slice(since - long.firstRow)
      expect(known.some(Number.isFinite)).toBe(true)
      const bits = Buffer.from(compute(short).slice(since - short.firstRow).buffer)
      expect(bits.equals(Buffer.from(known.buffer))).toBe(true)
    })
  },
)
