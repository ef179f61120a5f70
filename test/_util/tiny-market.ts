import type { MarketData, MarketView } from '../../src/data/source.js'
import { equalWeightMarket } from '../../src/data/universe.js'
import { addDays } from '../../src/lib/dates.js'

export interface TinyMarket {
  readonly dates: number
  readonly assets: number
  /** Return of asset i on date t; NaN where missing. */
  readonly returnOf: (t: number, i: number) => number
  readonly memberOf?: (t: number, i: number) => boolean
  /** `[M]` characteristics known before date t. */
  readonly characteristicsOf?: (t: number, i: number) => readonly number[]
  /** `[5]` bar known before date t; no bars by default. */
  readonly barOf?: (t: number, i: number) => readonly number[]
}

/** A market of consecutive days from 2020-01-01 on, given by formula. */
export function tinyMarket(market: TinyMarket): MarketData {
  const { returnOf, memberOf = () => true, characteristicsOf = () => [], barOf } = market
  const n = market.assets
  const dates = Array.from({ length: market.dates }, (_, t) => tinyDate(t))
  const assets = Array.from({ length: n }, (_, i) => `A${String(i).padStart(3, '0')}`)
  const returns = Float64Array.from({ length: dates.length * n }, (_, cell) =>
    returnOf(Math.floor(cell / n), cell % n),
  )
  const universe = Uint8Array.from({ length: (dates.length + 1) * n }, (_, cell) => {
    const known = cell >= n && !Number.isNaN(returns[cell - n])
    return known && memberOf(Math.floor(cell / n), cell % n) ? 1 : 0
  })
  const definitions = characteristicsOf(0, 0).map((_, m) => ({ name: `x${m}`, group: 'test' }))
  const perCell = (of: (t: number, i: number) => readonly number[]) =>
    Float32Array.from(Array.from(universe, (_, cell) => of(Math.floor(cell / n), cell % n)).flat())
  const values = perCell(characteristicsOf)
  const bars = barOf && perCell(barOf)
  const asOf = (date: string): MarketView => {
    const t = dates.indexOf(date) + 1
    if (t === 0) throw new Error(`no view at ${date}`)
    const known = returns.subarray(0, t * n)
    const eligible = universe.subarray(0, (t + 1) * n)
    return {
      dates: dates.slice(0, t),
      assets,
      nextDate: tinyDate(t),
      sectors: [],
      sectorOf: new Int32Array(n).fill(-1),
      returns: known,
      universe: eligible,
      market: equalWeightMarket(known, eligible),
      characteristics: {
        definitions,
        values: values.subarray(0, (t + 1) * n * definitions.length),
      },
      ...(bars && { bars: { values: bars.subarray(0, (t + 1) * n * 5) } }),
    }
  }
  return { dates, assets, nextDate: tinyDate(dates.length), asOf }
}

export function tinyDate(t: number): string {
  return addDays('2020-01-01', t)
}
