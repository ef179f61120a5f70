import {
  fitOu,
  ouPosition,
  ouPositionAfter,
  type Position,
} from '../../policy/ornstein-uhlenbeck.js'
import type { ResidualPolicy } from '../residual-book.js'
import type { ResidualWindows } from '../residual-history.js'
import type { OuSettings } from './ou-settings.js'

/** In lookbacks: by then every position has been entered or left since. */
const WARM_UP_LOOKBACKS = 3

/** +1, −1 or 0 of each residual portfolio; with memory, a position is held until its exit. */
export class OuPolicy implements ResidualPolicy {
  readonly lookback: number
  readonly warmUp: number
  readonly #settings: OuSettings
  /** Of the date before, by column; an asset that was not tradable on it has none. */
  #positions: ReadonlyMap<number, Position> = new Map()

  constructor(settings: OuSettings) {
    this.#settings = settings
    this.lookback = settings.lookback
    this.warmUp = settings.memory ? WARM_UP_LOOKBACKS * settings.lookback : 0
  }

  decide({ assets, lookback, values }: ResidualWindows): Float32Array {
    const before = this.#positions
    const positions = Array.from(assets, (asset, i) =>
      this.#position(values.subarray(i * lookback, (i + 1) * lookback), before.get(asset) ?? 0),
    )
    this.#positions = new Map(positions.map((position, i) => [assets[i], position]))
    return Float32Array.from(positions)
  }

  dispose(): void {}

  #position(window: Float32Array, held: Position): Position {
    const fit = fitOu(window)
    return this.#settings.memory
      ? ouPositionAfter(held, fit, this.#settings)
      : ouPosition(fit, this.#settings)
  }
}
