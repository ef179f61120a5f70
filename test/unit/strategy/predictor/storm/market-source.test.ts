import { beforeAll, describe, expect, it } from 'vitest'
import { marketSource } from '../../../../../src/strategy/predictor/storm/market-source.js'
import { decidingInputs } from '../../../../../src/strategy/predictor/storm/windows.js'
import { predictorData } from '../../../../../src/strategy/predictor/training-data.js'
import { openEngine } from '../../../../../src/tensor/engine/engine.js'
import { keyOf } from '../../../../../src/tensor/random.js'
import { tinyDate, tinyMarket } from '../../../../_util/tiny-market.js'

const [DATES, ASSETS, TO, LOOKBACK, PATCH] = [60, 5, 50, 6, 2]
/** Bars 5, characteristics 2: each tells its row and its asset. */
const market = tinyMarket({
  dates: DATES,
  assets: ASSETS,
  returnOf: (t, i) => (t === 30 && i === 2 ? Number.NaN : 0.01 * Math.sin(3 * t + i * i)),
  memberOf: (t, i) => i !== 1 || t < 30,
  barOf: (t, i) => [t, i, 0, 0, 1],
  characteristicsOf: (t, i) => [t + 0.5, i + 0.5],
})
const view = market.asOf(tinyDate(TO))
const data = predictorData(
  view,
  { from: tinyDate(5), to: tinyDate(TO) },
  {
    label: 'raw',
    horizon: 1,
    labelLag: 0,
    withheldNames: 0,
    characteristics: ['x0'],
    withoutCharacteristics: [],
  },
  { lookback: LOOKBACK, datesPerStep: 4 },
)
const axis = Int32Array.of(0, 1, 2, 4)
const source = (stocksPerStep = 0) => marketSource(data, { axis, patch: PATCH, stocksPerStep })
const days = Int32Array.of(40, 28)

describe('what STORM is trained on', () => {
  beforeAll(async () => {
    await openEngine('wasm')
  })

  it('has patches of each asset, oldest row first, its own row last', () => {
    const { patches, mask } = source().block(days, keyOf(1)).inputs
    const stocks = 4 // of the larger universe; column 3 is not learnt from
    expect(patches.shape).toEqual([(2 * stocks * LOOKBACK) / PATCH, PATCH * 7])
    expect(mask.arraySync()).toEqual([
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ])
    const rows = patches.arraySync()
    const newest = rows[1 * 3 + 2] ?? [] // date 40, second asset of it: column 2, last patch
    expect(newest).toEqual([39, 2, 0, 0, 1, 39.5, 2.5, 40, 2, 0, 0, 1, 40.5, 2.5])
    expect(rows[1 * 3]?.[0]).toBe(35)
    expect(rows[3 * 3]?.every((value) => value === 0)).toBe(true)
  })

  it('has the whole market of each date, without assets that are not in its universe', () => {
    const { inputs, targets } = source().block(days, keyOf(1))
    const rows = inputs.days.arraySync()
    expect(inputs.days.shape).toEqual([2 * LOOKBACK, axis.length * 7])
    const lastOf40 = rows[LOOKBACK - 1] ?? []
    expect(lastOf40.slice(0, 7)).toEqual([40, 0, 0, 0, 1, 40.5, 0.5])
    expect(lastOf40.slice(7, 14)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(lastOf40.slice(21)).toEqual([40, 4, 0, 0, 1, 40.5, 4.5])
    expect(targets.present.arraySync()).toEqual([
      [1, 0, 1, 1],
      [1, 1, 1, 1],
    ])
    const bars = targets.days.arraySync()[LOOKBACK - 1] ?? []
    expect(bars.slice(0, 10)).toEqual([40, 0, 0, 0, 1, 0, 0, 0, 0, 0])
  })

  it('has a label of each asset with a return on the date', () => {
    const { targets } = source().block(Int32Array.of(30), keyOf(1))
    expect(targets.labelled.arraySync()).toEqual([[1, 0, 1]])
    expect(targets.labels.arraySync()[0]?.[1]).toBe(0)
  })

  it('draws other assets for each date and key, and never more than asked', () => {
    const masks = [1, 1, 2, 3].map((seed) =>
      source(2).block(days, keyOf(seed)).inputs.patches.arraySync(),
    )
    expect(source(2).block(days, keyOf(1)).inputs.mask.shape).toEqual([2, 2])
    expect(masks[1]).toEqual(masks[0])
    expect(new Set(masks.map((patches) => JSON.stringify(patches))).size).toBeGreaterThan(1)
  })

  it('reads for a decision the rows up to the one that decides', () => {
    const shape = { lookback: LOOKBACK, patch: PATCH }
    const places = { axis, shape: shape as Parameters<typeof decidingInputs>[2]['shape'] }
    const { patches, mask } = decidingInputs(view, Int32Array.of(1, 3), places)
    expect(mask.arraySync()).toEqual([[0, 1]])
    expect(patches.arraySync().map((row) => row[7])).toEqual([0, 0, 0, TO - 3, TO - 1, TO + 1])
  })
})
