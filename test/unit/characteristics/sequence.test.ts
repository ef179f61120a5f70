import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { assetHistories } from '../../../src/characteristics/history.js'
import { marketArrays } from '../../../src/characteristics/market-data.js'
import { SEQUENCE_DEFINITIONS } from '../../../src/characteristics/sequence.js'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import type { Panel } from '../../../src/data/panel.js'
import { assetReturns } from '../../../src/data/returns.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { Folder } from '../../_util/market-files.js'
import { sharedData } from '../../_util/shared-data.js'
import { smallPanel } from '../../_util/small-panel.js'

const NONE = Number.NaN
const SEQUENCE = { include: ['sequence'], exclude: [] }

describe('sequence features computed by hand', () => {
  it('length and lowerShadow are shares of the open', () => {
    // adjusted by a half: O 5, H 6, L 4, C 5.5
    const panel = bars({ open: [10], high: [12], low: [8], close: [11], adjClose: [5.5] })
    expect(raw('length', panel)[0]).toBeCloseTo(2 / 5, 14)
    expect(raw('lowerShadow', panel)[0]).toBeCloseTo((5 - 4) / 5, 14)
  })

  it('lowerShadow is exactly 0 where the bar closes or opens at its low', () => {
    const adjClose = [33.3331 / 3, 44.4447 / 3]
    const panel = bars({
      open: [40, 41.1],
      high: [50, 50],
      low: [33.3331, 41.1],
      close: [33.3331, 44.4447],
      adjClose,
    })
    expect(raw('lowerShadow', panel)).toEqual([0, 0])
  })

  it('length is 0 for a bar without range, and missing without an open', () => {
    const panel = bars({
      open: [7, NONE],
      high: [7, 8],
      low: [7, 7],
      close: [7, 7],
      adjClose: [3.1, 3.1],
    })
    expect(raw('length', panel)).toEqual([0, NONE])
  })

  it('change60 is the price 60 dates ago over the price', () => {
    const values = raw(
      'change60',
      prices(62, (t) => 100 + t),
    )
    expect(values[59]).toBeNaN()
    expect(values.slice(60)).toEqual([100 / 160, 101 / 161])
  })

  it('deviation5 is the population sd of five closes over the last', () => {
    const values = raw(
      'deviation5',
      prices(6, (t) => 1 + t),
    )
    expect(values[3]).toBeNaN()
    expect(values[4]).toBeCloseTo(Math.sqrt(2) / 5, 14)
    expect(values[5]).toBeCloseTo(Math.sqrt(2) / 6, 14)
  })

  it('volumeDeviation5 is the coefficient of variation of five volumes above 0', () => {
    const values = raw(
      'volumeDeviation5',
      prices(
        11,
        () => 1,
        (t) => (t === 5 ? 0 : 10 * (1 + (t % 5))),
      ),
    )
    expect(values[4]).toBeCloseTo(Math.sqrt(2) / 3, 14)
    expect(values.slice(5, 10)).toEqual([NONE, NONE, NONE, NONE, NONE])
    expect(values[10]).toBeCloseTo(Math.sqrt(2) / 3, 14)
  })

  it.each([5, 60])('weightedMove%i is the coefficient of variation of moves times volume', (n) => {
    // |g − 1| V is alternately 1 and 3
    const close = (t: number) => (t % 2 === 0 ? 1 : 2)
    const volume = (t: number) => (t % 2 === 0 ? 2 : 3)
    const values = raw(`weightedMove${n}`, prices(n + 1, close, volume))
    const threes = Math.ceil(n / 2)
    const mean = (n + 2 * threes) / n
    const variance = (n + 8 * threes) / n - mean ** 2
    expect(values[n - 1]).toBeNaN()
    expect(values[n]).toBeCloseTo(Math.sqrt(variance) / mean, 12)
  })

  it.each([5, 10, 20, 60])(
    'trendFit%i is 1 for a line, 0 for a constant, and R² otherwise',
    (n) => {
      const last = (panel: Panel) => raw(`trendFit${n}`, panel)[n - 1]
      expect(last(prices(n, (t) => 50 + 0.3 * t))).toBeCloseTo(1, 12)
      expect(last(prices(n, () => 1 / 3))).toBe(0)
      expect(
        raw(
          `trendFit${n}`,
          prices(n, () => 5),
        )[n - 2],
      ).toBeNaN()
    },
  )

  it('trendFit5 is 0.81 for 1, 2, 4, 3, 5', () => {
    expect(
      raw(
        'trendFit5',
        prices(5, (t) => [1, 2, 4, 3, 5][t]),
      )[4],
    ).toBeCloseTo(0.81, 12)
  })

  it('trendGap5 is (5 − 4.8) / 5 for 1, 2, 4, 3, 5', () => {
    expect(
      raw(
        'trendGap5',
        prices(5, (t) => [1, 2, 4, 3, 5][t]),
      )[4],
    ).toBeCloseTo(0.04, 12)
    expect(
      raw(
        'trendGap10',
        prices(10, (t) => 7 + 2 * t),
      )[9],
    ).toBeCloseTo(0, 12)
  })

  it.each([5, 10, 20, 60])('priceVolume%i correlates the close with the log of volume', (n) => {
    const last = (panel: Panel) => raw(`priceVolume${n}`, panel)[n - 1]
    expect(
      last(
        prices(
          n,
          (t) => 10 + t,
          (t) => 1000 * Math.exp(0.1 * t),
        ),
      ),
    ).toBeCloseTo(1, 10)
    expect(
      last(
        prices(
          n,
          (t) => 100 - t,
          (t) => 1000 * Math.exp(0.1 * t),
        ),
      ),
    ).toBeCloseTo(-1, 10)
    expect(
      last(
        prices(
          n,
          (t) => 10 + t,
          () => 777,
        ),
      ),
    ).toBe(0)
    expect(
      last(
        prices(
          n,
          () => 0.1,
          (t) => 5 + t,
        ),
      ),
    ).toBe(0)
  })

  it.each([5, 10, 60])('changeVolume%i correlates growth with the growth of volume', (n) => {
    // V_t / V_{t−1} = e^{g_t} − 1, so that log(1 + ·) = g_t
    const growth = (t: number) => 1 + 0.1 * Math.sin(t)
    const path = (step: (t: number) => number) => {
      const values = [100]
      for (let t = 1; t <= n; t++) values.push(values[t - 1] * step(t))
      return (t: number) => values[t]
    }
    const panel = prices(
      n + 1,
      path(growth),
      path((t) => Math.expm1(growth(t))),
    )
    const values = raw(`changeVolume${n}`, panel)
    expect(values[n - 1]).toBeNaN()
    expect(values[n]).toBeCloseTo(1, 8)
  })

  it('is missing while the window contains a date without a row', () => {
    const values = raw(
      'deviation5',
      prices(9, (t) => (t === 2 ? NONE : 10 + t)),
    )
    expect(values.map(Number.isNaN)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ])
  })
})

describe('the group', () => {
  const { panel } = syntheticMarket({ assets: 12, from: '2014-01-02', to: '2015-12-31' })
  const ranked = marketArrays(panel, { selection: SEQUENCE }).characteristics

  it('has twenty features of lag 1, carried 5 dates', () => {
    expect(SEQUENCE_DEFINITIONS.map(({ name }) => name).join(' ')).toBe(
      'length lowerShadow change60 deviation5 volumeDeviation5 weightedMove5 weightedMove60 ' +
        'trendFit5 trendFit10 trendFit20 trendFit60 trendGap5 trendGap10 ' +
        'priceVolume5 priceVolume10 priceVolume20 priceVolume60 ' +
        'changeVolume5 changeVolume10 changeVolume60',
    )
    for (const { group, lag, carry, formula } of SEQUENCE_DEFINITIONS) {
      expect([group, lag, carry]).toEqual(['sequence', 1, 5])
      expect(formula).not.toBe('')
    }
  })

  it('is in no set', () => {
    const names = (include: string[]) =>
      marketArrays(panel, { selection: { include, exclude: [] } }).characteristics.definitions.map(
        ({ name }) => name,
      )
    for (const set of ['standard', 'extended']) expect(names([set])).not.toContain('change60')
    expect(names(['sequence', 'Beta'])).toEqual([
      'Beta',
      ...SEQUENCE_DEFINITIONS.map(({ name }) => name),
    ])
  })

  it('does not change when the history of one adjusted close is doubled', () => {
    const n = panel.assets.length
    const adjClose = panel.adjClose.map((price, cell) => (cell % n === 4 ? 2 * price : price))
    const doubled = marketArrays({ ...panel, adjClose }, { selection: SEQUENCE })
    expect(doubled.characteristics.values).toEqual(ranked.values)
    expect(ranked.values.some((value) => value !== 0)).toBe(true)
  })

  it('does not depend on later dates', () => {
    const [n, cut] = [panel.assets.length, 300]
    const changed = (field: Float64Array) =>
      field.map((value, cell) => (cell < (cut + 1) * n ? value : value * (1 + (cell % 7) / 10)))
    const { open, high, low, close, adjClose, volume } = panel
    const later = marketArrays(
      {
        ...panel,
        ...Object.fromEntries(
          Object.entries({ open, high, low, close, adjClose, volume }).map(([k, v]) => [
            k,
            changed(v),
          ]),
        ),
      },
      { selection: SEQUENCE },
    ).characteristics
    const end = (cut + 2) * n * 20
    expect(later.values.subarray(0, end)).toEqual(ranked.values.subarray(0, end))
    expect(later.values.subarray(end)).not.toEqual(ranked.values.subarray(end))
  })

  it('is carried forward 5 dates, then the median', () => {
    const rows = 100
    const volume = Float64Array.from({ length: rows * 2 }, (_, cell) => {
      const t = cell >> 1
      if (cell % 2 === 0 && t > 80) return NONE
      return cell % 2 === 0 ? 1000 + 400 * (t % 2) : 1000 + t
    })
    const flat = Array.from({ length: rows }, (_, t) => [10 + t, 20 + t])
    const { values } = marketArrays(smallPanel(flat, { volume }), {
      selection: { include: ['volumeDeviation5'], exclude: [] },
    }).characteristics
    const first = (t: number) => values[t * 2]
    expect([first(81), first(86), first(87)]).toEqual([0.5, 0.5, 0])
  })

  it('can be combined with supplied characteristics', () => {
    const values = new Float32Array(panel.close.length).fill(1)
    const own = { ...panel, supplied: [{ name: 'quality', group: 'supplied', values }] }
    const selection = { include: ['sequence', 'quality'], exclude: ['changeVolume60'] }
    const { definitions } = marketArrays(own, { selection }).characteristics
    expect(definitions).toHaveLength(20)
    expect(definitions.at(-1)?.name).toBe('quality')
  })
})

/** Written by `python test/unit/characteristics/reference/sequence.py`, which runs the NumPy reference. */
const REFERENCE: {
  readonly dates: readonly string[]
  readonly symbols: readonly string[]
  readonly features: Readonly<Record<string, readonly (readonly (number | null)[])[]>>
} = JSON.parse(readFileSync(new URL('./reference/sequence.json', import.meta.url), 'utf8'))

const dow = sharedData('dj30_2000_2020.csv.gz')
const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

describe.skipIf(!dow)('the Dow', () => {
  it('has the features of the NumPy reference', async () => {
    const { dataset } = await ingestFiles({ home: folder.path, files: [String(dow)] })
    const panel = await loadPanel(dataset.path)
    expect(panel.assets).toEqual(REFERENCE.symbols)
    const histories = assetHistories({
      panel,
      returns: assetReturns(panel),
      market: new Float64Array(panel.dates.length),
    })
    let compared = 0
    for (const { name, compute } of SEQUENCE_DEFINITIONS) {
      panel.assets.forEach((symbol, i) => {
        const history = histories[i]
        const column = history && compute(history)
        REFERENCE.dates.forEach((date, row) => {
          const expected = REFERENCE.features[name][row][i]
          if (expected === null || !column || !history) return
          const value = column[panel.dates.indexOf(date) - history.firstRow]
          compared++
          if (!(Math.abs(value - expected) < 1e-9))
            expect.fail(`${name} ${symbol} ${date}: ${value} ${expected}`)
        })
      })
    }
    expect(compared).toBeGreaterThan(1700)
  }, 60_000)
})

/** One asset's bars; volume 1000. */
function bars(fields: Record<'open' | 'high' | 'low' | 'close' | 'adjClose', number[]>): Panel {
  const { adjClose, ...others } = fields
  return smallPanel(
    adjClose.map((price) => [price]),
    Object.fromEntries(
      Object.entries(others).map(([field, values]) => [field, Float64Array.from(values)]),
    ),
  )
}

function prices(dates: number, close: (t: number) => number, volume = (_: number) => 1000): Panel {
  const rows = Array.from({ length: dates }, (_, t) => [close(t)])
  return smallPanel(rows, { volume: Float64Array.from(rows, (_, t) => volume(t)) })
}

function raw(name: string, panel: Panel): number[] {
  const definition = SEQUENCE_DEFINITIONS.find((one) => one.name === name)
  const [history] = assetHistories({
    panel,
    returns: assetReturns(panel),
    market: new Float64Array(panel.dates.length),
  })
  if (!definition || !history) throw new Error(`no ${name}`)
  return [...definition.compute(history)]
}
