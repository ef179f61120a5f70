import { beforeAll, describe, expect, it } from 'vitest'
import { blockOf, decidingWindows, stocksOf } from '../../../../src/strategy/predictor/blocks.js'
import { inReturnUnits } from '../../../../src/strategy/predictor/return-units.js'
import { predictorData } from '../../../../src/strategy/predictor/training-data.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { keyOf } from '../../../../src/tensor/random.js'
import { crossSectionalDeviations, returnUnit } from '../../../../src/training/published-units.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const [DATES, ASSETS, TO] = [60, 6, 50]
const returnOf = (t: number, i: number) => 0.01 * Math.sin(3 * t + i * i)
const market = tinyMarket({
  dates: DATES,
  assets: ASSETS,
  returnOf: (t, i) => (t === 40 && i === 3 ? Number.NaN : returnOf(t, i)),
  memberOf: (t, i) => i !== 1 || t < 30,
  characteristicsOf: (t, i) => [t, i],
})
const view = market.asOf(tinyDate(TO))
const range = { from: tinyDate(5), to: tinyDate(TO) }
const target = {
  label: 'raw',
  horizon: 1,
  labelLag: 0,
  withheldNames: 0,
  characteristics: [],
  withoutCharacteristics: [],
} as const
const settings = { ...target, characteristics: ['x0'], withoutCharacteristics: [] }
const data = predictorData(view, range, settings, { lookback: 3, datesPerStep: 4 })

describe('what a predictor is trained on', () => {
  beforeAll(async () => {
    await openEngine('wasm')
  })

  it('begins with the range and ends where a target would end after it', () => {
    expect([data.first, data.end]).toEqual([5, TO + 1])
    const later = { ...settings, horizon: 5, labelLag: 1 }
    expect(predictorData(view, range, later, { lookback: 12 })).toMatchObject({
      first: 11,
      end: TO + 1 - 5,
    })
  })

  it('needs returns of two names of a universe', () => {
    const alone = tinyMarket({ dates: DATES, assets: 1, returnOf }).asOf(tinyDate(TO))
    expect(() => predictorData(alone, range, settings, { lookback: 3 })).toThrow(
      /^no date up to .* has returns of two names of its universe, .*: add prices or members/,
    )
  })

  it('has for each date its own row of characteristics last, and zeros outside the universe', () => {
    const columns = Int32Array.of(0, 1, 3)
    const { sequences, labels } = blockOf(data, 28, 4, columns)
    expect(sequences.values.shape).toEqual([6, 3, 2])
    const values = sequences.values.arraySync()
    expect(values.map((row) => row[0]?.[0])).toEqual([26, 27, 28, 29, 30, 31])
    expect(values.map((row) => row[1]?.[0])).toEqual([26, 27, 28, 29, 0, 0])
    expect(sequences.mask.arraySync()).toEqual([1, 1, 0, 0].map((one) => [1, one, 1]))
    const [date = []] = labels.arraySync()
    const all = Array.from({ length: ASSETS }, (_, i) => returnOf(28, i))
    const mean = all.reduce((sum, r) => sum + r / ASSETS, 0)
    expect(date[2]).toBeCloseTo(100 * (returnOf(28, 3) - mean), 4)
    expect(labels.arraySync()[3]?.[1]).toBe(0)
  })

  it('leaves a missing return without a target', () => {
    const { sequences, labels } = blockOf(data, 40, 1, Int32Array.of(2, 3))
    expect(sequences.mask.arraySync()).toEqual([[1, 0]])
    expect(labels.arraySync()[0]?.[1]).toBe(0)
  })

  it('draws stocks at random, as many as asked, in ascending order', () => {
    expect([...stocksOf(data, 20, 4)]).toEqual([0, 1, 2, 3, 4, 5])
    expect([...stocksOf(data, 32, 4)]).toEqual([0, 2, 3, 4, 5])
    const drawn = [1, 2, 3, 4].map((seed) => stocksOf(data, 20, 4, { key: keyOf(seed), most: 3 }))
    for (const columns of drawn) {
      expect(columns).toHaveLength(3)
      expect([...columns]).toEqual([...new Set(columns)].sort((a, b) => a - b))
    }
    expect(new Set(drawn.map((columns) => columns.join())).size).toBeGreaterThan(1)
    expect(stocksOf(data, 20, 4, { key: keyOf(1), most: 0 })).toHaveLength(6)
  })

  it('reads for a decision the rows up to the one that decides', () => {
    const { values } = decidingWindows(view, Int32Array.of(2), 3)
    expect(values.arraySync().map((row) => row[0]?.[0])).toEqual([TO - 1, TO, TO + 1])
  })
})

describe('published units', () => {
  it.each([1, 5])(
    'of one date: the mean dispersion of the 63 dates before, over horizon %d',
    (horizon) => {
      const long = tinyMarket({ dates: 120, assets: ASSETS, returnOf }).asOf(tinyDate(119))
      const ones = new Float32Array(ASSETS).fill(1)
      const predictor = inReturnUnits(
        {
          factorCount: 0,
          predict: () => ({ predictions: { mean: ones, risk: ones } }),
          dispose() {},
        },
        { label: 'normalScore', horizon },
      )
      const { predictions } = predictor.predict(long, new Int32Array(ASSETS))
      const unit = returnUnit(crossSectionalDeviations(long, horizon), 120, 'normalScore')
      expect(predictions.mean[0]).toBe(Math.fround(unit / horizon))
      expect(predictions.risk[0]).toBe(Math.fround(unit / Math.sqrt(horizon)))

      const closed = tinyMarket({
        dates: 120,
        assets: ASSETS,
        returnOf,
        memberOf: (t) => t < 40 || t === 120,
      }).asOf(tinyDate(119))
      const after = predictor.predict(closed, new Int32Array(ASSETS)).predictions
      expect(after.mean[0]).toBeGreaterThan(0)
      expect(Number.isFinite(after.risk[0])).toBe(true)
    },
  )
})
