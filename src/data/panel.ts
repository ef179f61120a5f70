import type { CalendarRule } from './calendar/calendar.js'

/**
 * Daily prices: T dates × N assets, row-major by date, so that the first t rows are the prices known
 * on date t. Missing is NaN. All arrays may be in shared memory and are read-only.
 */
export interface Panel {
  /** `[T]` trading dates, ascending ISO. */
  readonly dates: readonly string[]
  /**
   * `[T]` number of each date among the sessions of the dataset's calendar, those without any row
   * included; where left out, each date is the session after the one before.
   */
  readonly sessions?: Int32Array
  /** `[N]` symbols, ascending. */
  readonly assets: readonly string[]
  readonly names: readonly (string | null)[]
  readonly sectors: readonly (string | null)[]
  /** `[T, N]` each. */
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly adjClose: Float64Array
  readonly volume: Float64Array
  /** `[T + 1, N]`, 1 where a member; row T is `nextDate`. */
  readonly members: Uint8Array
  /** The session of the dataset's calendar after the last date. */
  readonly nextDate: string
  /** That of New York where left out. */
  readonly calendar?: CalendarRule
  /** Whether suspended assets are told by their volumes; not in datasets of earlier releases. */
  readonly suspensions?: boolean
  /** Whether given factors are published with a gross exposure of 1; not in datasets of earlier releases. */
  readonly grossFactors?: boolean
  /** Factor portfolios on the same dates, where the dataset has any. */
  readonly factors?: FactorPortfolios
  /** Characteristics the user supplied; `[T, N]` each, known at the close of their date. */
  readonly supplied: readonly SuppliedCharacteristic[]
}

/** The dataset's J factor portfolios: traded beside the assets, but in no universe. */
export interface FactorPortfolios {
  /** `[J]` symbols, `FF:…`. */
  readonly names: readonly string[]
  /** `[T, J]` simple returns, NaN where missing; those of a date are known at its close. */
  readonly returns: Float64Array
}

export interface SuppliedCharacteristic {
  readonly name: string
  readonly group: string
  readonly values: Float32Array
}

/** Ranked characteristics: `values` is `[T + 1, N, M]`, row t known at the close of t−1. */
export interface CharacteristicPanel {
  readonly definitions: readonly { readonly name: string; readonly group: string }[]
  readonly values: Float32Array
}
