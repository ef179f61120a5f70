import type { MarketView } from '../../../data/source.js'
import { tokensOf } from '../../../model/storm/predict.js'
import type { DateRange } from '../../../results.js'
import { disposeParams } from '../../../tensor/params.js'
import { universeOf } from '../../universe.js'
import { paramsOf } from '../checkpoint.js'
import { downloaded } from '../downloaded.js'
import { marketSize } from '../predictor-strategy.js'
import type { StormConfig } from './fit.js'
import { placesOf } from './places.js'
import { storedStorm } from './stored.js'
import { decidingInputs, type StormPlaces } from './windows.js'

/** A frozen network's view of a date, for models that act on it, such as trading agents. */
export interface StormStates {
  /** 4d */
  readonly width: number
  /**
   * `[n, 4d]` of the columns, known before the view's `nextDate`: the mean of the cross-section's factor tokens, of all where
   * there is no cross-section, then the asset's embedding, `z ‖ q` both. Reads no label. Columns outside the universe are
   * seen as absent assets.
   */
  statesOf(view: MarketView, columns: Int32Array): Float32Array
  dispose(): void
}

export interface StormStatesOptions {
  /** Data to the end of the train range. */
  readonly view: MarketView
  readonly train: DateRange
  readonly config: StormConfig
}

/** States of a checkpoint that `storm` has fitted on the train range. */
export function stormStates(
  checkpoint: Uint8Array,
  { view: trained, train, config }: StormStatesOptions,
): StormStates {
  const stored = storedStorm(paramsOf(checkpoint, trained))
  const places = placesOf(config, marketSize(trained, train, config))
  return {
    width: 4 * places.shape.width,
    statesOf(view, columns) {
      const universe = universeOf(view)
      const seen = new Set(universe)
      const all = Int32Array.from([...universe, ...columns.filter((column) => !seen.has(column))])
      const [stocks, factors] = downloaded(() => {
        const inputs = decidingInputs(view, all, places)
        const { tokens } = tokensOf(stored.network, inputs, places.shape)
        return [tokens.stocks, tokens.factors]
      })
      const market = marketState(factors, places)
      return joined(columns, (column) => [market, embeddingOf(stocks, all.indexOf(column), places)])
    },
    dispose: () => disposeParams({ ...stored }),
  }
}

function embeddingOf(stocks: Float32Array, place: number, { shape }: StormPlaces): Float32Array {
  const width = 2 * shape.width
  return stocks.subarray(place * width, (place + 1) * width)
}

/** Mean of the last W tokens, which are the cross-section's; of all where it has none. */
function marketState(factors: Float32Array, { shape }: StormPlaces): Float32Array {
  const width = 2 * shape.width
  const from = shape.codes.crossSection ? factors.length - shape.lookback * width : 0
  const tokens = (factors.length - from) / width
  return Float32Array.from({ length: width }, (_, j) => {
    let sum = 0
    for (let at = from + j; at < factors.length; at += width) sum += factors[at]
    return sum / tokens
  })
}

function joined(
  columns: Int32Array,
  partsOf: (column: number) => readonly Float32Array[],
): Float32Array {
  return Float32Array.from(
    Array.from(columns).flatMap((column) => partsOf(column).flatMap((part) => [...part])),
  )
}
