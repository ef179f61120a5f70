import type { MarketView } from '../../src/data/source.js'
import { at } from '../../src/lib/at.js'
import { addDays } from '../../src/lib/dates.js'
import { keyOf, normals, split, uniforms } from '../../src/tensor/random.js'

const DAILY_VOLATILITY = 0.02
/** Share of assets outside the universe on a date. */
const ABSENT_SHARE = 1e-3

interface BenchMarket {
  readonly assets: number
  readonly dates: number
  readonly characteristics: number
}

/** A market of noise in the shape of one training step: N assets, almost all present every day. */
export function benchMarket({ assets, dates, characteristics }: BenchMarket): MarketView {
  const keys = split(keyOf(7), 3)
  const [returnKey, rankKey, absenceKey] = [at(keys, 0), at(keys, 1), at(keys, 2)]
  const cells = dates * assets
  const drawn = normals(returnKey, cells)
  const returns = Float64Array.from(drawn, (z, cell) =>
    Math.fround(DAILY_VOLATILITY * (z + 0.5 * at(drawn, cell - (cell % assets)))),
  )
  const values = uniforms(rankKey, (cells + assets) * characteristics).map((u) => u - 0.5)
  const absence = uniforms(absenceKey, cells + assets)
  const universe = Uint8Array.from(absence, (u) => +(u >= ABSENT_SHARE))
  return {
    dates: Array.from({ length: dates }, (_, t) => addDays('2020-01-01', t)),
    assets: Array.from({ length: assets }, (_, i) => `A${i}`),
    nextDate: addDays('2020-01-01', dates),
    sectors: [],
    sectorOf: new Int32Array(assets).fill(-1),
    returns,
    universe,
    market: Float64Array.from({ length: dates }, (_, t) => meanOf(returns, universe, t, assets)),
    characteristics: {
      definitions: Array.from({ length: characteristics }, (_, m) => ({
        name: `x${m}`,
        group: '',
      })),
      values,
    },
  }
}

function meanOf(returns: Float64Array, universe: Uint8Array, t: number, assets: number): number {
  let [sum, count] = [0, 0]
  for (let cell = t * assets; cell < (t + 1) * assets; cell++) {
    if (universe[cell] === 0) continue
    sum += at(returns, cell)
    count++
  }
  return sum / count
}
