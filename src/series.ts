import { assert } from './lib/assert.js'
import type { DayResult } from './results.js'

/**
 * Everything that is stored of a date, each series declared once. What writes, digests, checks, reads,
 * counts and exports a date's values loops over `SERIES`; a new series is one more declaration.
 */

/**
 * What one value belongs to; with `factor × …` a date has one row for each factor. A latent is a latent
 * factor of a prior or a posterior, which need not be a portfolio; a date has one value.
 */
type SeriesAxis =
  | 'asset'
  | 'date'
  | 'latent'
  | 'component'
  | 'factor'
  | 'factor × asset'
  | 'factor × characteristic'

/** A part of a result that some methods do not have. */
type ResultPart =
  | 'factors'
  | 'residuals'
  | 'predictions'
  | 'latents'
  | 'codebook'
  | 'agents'
  | 'components'

/** The values of a date, flat: `[n]`, `[1]`, `[L]`, `[K]`, `[K, n]` or `[K, M]`. */
export type SeriesValues = Float32Array | Float64Array

export interface Series {
  /** What messages and code call it, in the singular. */
  readonly name: string
  /**
   * Its name in the table `series_day`, one row a date (and factor), and the view of its rows; null where it is
   * stored with the dataset.
   */
  readonly table: string | null
  readonly axis: SeriesAxis
  /** Decided on data up to the date before, or known once the date has happened. */
  readonly when: 'decided' | 'realised'
  /** The part of the result that it belongs to; without one, every method has it. */
  readonly needs?: ResultPart
  /** Which values may be published; finite ones where left out. */
  readonly allows?: 'finite' | 'positive' | 'missing' | 'positive or missing' | 'any'
  /** Whether an absent series counts in the digest as an empty one; false for every new series. */
  readonly digestedWhenAbsent?: boolean
  /** The kinds of bulk files that it fills, and its column there. */
  readonly export?: SeriesExport | readonly SeriesExport[]
  /** Its values in a result; undefined where the method does not have them. */
  readonly valuesOf: (day: DayResult) => SeriesValues | undefined
}

export interface SeriesExport {
  readonly kind: string
  readonly column: string
  /** Whether a value of 0 is no row. */
  readonly withoutZeros?: boolean
}

/** In the order in which a date's digest takes them. */
export const SERIES = [
  {
    name: 'asset weight',
    table: 'asset_weight_day',
    axis: 'asset',
    when: 'decided',
    export: { kind: 'weights', column: 'value', withoutZeros: true },
    valuesOf: ({ book }) => book,
  },
  {
    name: 'factor weight',
    table: 'factor_weight_day',
    axis: 'factor × asset',
    when: 'decided',
    needs: 'factors',
    export: { kind: 'factor-weights', column: 'value' },
    valuesOf: ({ factors }) => factors?.weights,
  },
  {
    name: 'beta',
    table: 'beta_day',
    axis: 'factor × asset',
    when: 'decided',
    needs: 'factors',
    export: { kind: 'betas', column: 'value' },
    valuesOf: ({ factors }) => factors?.betas,
  },
  {
    name: 'characteristic load',
    table: 'factor_characteristic_day',
    axis: 'factor × characteristic',
    when: 'decided',
    needs: 'factors',
    allows: 'any',
    digestedWhenAbsent: true,
    valuesOf: ({ factors }) => factors?.characteristicLoads,
  },
  {
    name: 'predicted mean',
    table: 'prediction_mean_day',
    axis: 'asset',
    when: 'decided',
    needs: 'predictions',
    export: { kind: 'predictions', column: 'mean' },
    valuesOf: ({ predictions }) => predictions?.mean,
  },
  {
    name: 'predicted risk',
    table: 'prediction_risk_day',
    axis: 'asset',
    when: 'decided',
    needs: 'predictions',
    allows: 'positive',
    export: [
      { kind: 'predictions', column: 'risk' },
      { kind: 'risk', column: 'risk' },
    ],
    valuesOf: ({ predictions }) => predictions?.risk,
  },
  {
    name: 'prior mean',
    table: 'latent_prior_mean_day',
    axis: 'latent',
    when: 'decided',
    needs: 'latents',
    allows: 'missing',
    valuesOf: ({ latents }) => latents?.mean,
  },
  {
    name: 'prior risk',
    table: 'latent_prior_risk_day',
    axis: 'latent',
    when: 'decided',
    needs: 'latents',
    allows: 'positive or missing',
    valuesOf: ({ latents }) => latents?.risk,
  },
  {
    name: 'time-series code',
    table: 'time_series_code_day',
    axis: 'asset',
    when: 'decided',
    needs: 'codebook',
    allows: 'missing',
    valuesOf: ({ codes }) => codes?.timeSeries,
  },
  {
    name: 'cross-section code',
    table: 'cross_section_code_day',
    axis: 'date',
    when: 'decided',
    needs: 'codebook',
    valuesOf: ({ codes }) => codes?.crossSection,
  },
  {
    name: 'agent action',
    table: 'agent_action_day',
    axis: 'asset',
    when: 'decided',
    needs: 'agents',
    allows: 'missing',
    export: { kind: 'agents', column: 'action' },
    valuesOf: ({ agents }) => agents?.action,
  },
  {
    name: 'agent shares',
    table: 'agent_shares_day',
    axis: 'asset',
    when: 'decided',
    needs: 'agents',
    allows: 'missing',
    export: { kind: 'agents', column: 'shares' },
    valuesOf: ({ agents }) => agents?.shares,
  },
  {
    name: 'agent turnover',
    table: 'agent_turnover_day',
    axis: 'asset',
    when: 'decided',
    needs: 'agents',
    allows: 'missing',
    export: { kind: 'agents', column: 'turnover' },
    valuesOf: ({ agents }) => agents?.turnover,
  },
  {
    name: 'component weight',
    table: 'component_weight_day',
    axis: 'component',
    when: 'decided',
    needs: 'components',
    export: { kind: 'component-weights', column: 'weight' },
    valuesOf: ({ components }) => components,
  },
  {
    name: 'return',
    table: null,
    axis: 'asset',
    when: 'realised',
    allows: 'missing',
    valuesOf: ({ realised }) => realised?.returns,
  },
  {
    name: 'factor return',
    table: 'factor_return_day',
    axis: 'factor',
    when: 'realised',
    needs: 'factors',
    digestedWhenAbsent: true,
    export: { kind: 'factor-returns', column: 'value' },
    valuesOf: ({ realised }) => realised?.factors?.returns,
  },
  {
    name: 'residual',
    table: 'residual_day',
    axis: 'asset',
    when: 'realised',
    needs: 'residuals',
    allows: 'missing',
    digestedWhenAbsent: true,
    export: { kind: 'residuals', column: 'value' },
    valuesOf: ({ realised }) => realised?.factors?.residuals,
  },
  {
    name: 'posterior mean',
    table: 'latent_posterior_mean_day',
    axis: 'latent',
    when: 'realised',
    needs: 'latents',
    allows: 'missing',
    valuesOf: ({ realised }) => realised?.latents?.mean,
  },
  {
    name: 'posterior risk',
    table: 'latent_posterior_risk_day',
    axis: 'latent',
    when: 'realised',
    needs: 'latents',
    allows: 'positive or missing',
    valuesOf: ({ realised }) => realised?.latents?.risk,
  },
  {
    name: 'agent gross return',
    table: 'agent_gross_day',
    axis: 'asset',
    when: 'realised',
    needs: 'agents',
    allows: 'missing',
    valuesOf: ({ realised }) => realised?.agents?.gross,
  },
  {
    name: 'agent value',
    table: 'agent_value_day',
    axis: 'asset',
    when: 'realised',
    needs: 'agents',
    allows: 'missing',
    valuesOf: ({ realised }) => realised?.agents?.value,
  },
] as const satisfies readonly Series[]

type Declared = (typeof SERIES)[number]
export type SeriesName = Declared['name']
type ByFactor = 'factor × asset' | 'factor × characteristic'

/** Series with a table, one row a date. */
export type DaySeries = Exclude<Declared, { axis: ByFactor } | { table: null }>['name']
/** Series with a table, one row a date and factor. */
export type FactorDaySeries = Extract<Declared, { axis: ByFactor }>['name']
export type StoredSeries = DaySeries | FactorDaySeries

/** Kinds of bulk files that are filled by series. */
export type SeriesKind = Each<Extract<Declared, { export: object }>['export']>['kind']
type Each<E> = E extends readonly (infer One)[] ? One : E

/** The declaration of a series that has a table. */
export function seriesOf(name: StoredSeries): Series & { readonly table: string } {
  const found = storedSeries().find((series) => series.name === name)
  assert(found, `a series is called ${name}`)
  return found
}

/** Every series that has a table. */
export function storedSeries(): (Series & { readonly table: string })[] {
  const declared: readonly Series[] = SERIES
  return declared.filter((series) => series.table !== null) as (Series & { table: string })[]
}

/** Whether a value belongs to an asset. */
export function isByAsset({ axis }: Pick<Series, 'axis'>): boolean {
  return axis === 'asset' || axis === 'factor × asset'
}

export function isByFactor({ axis }: Pick<Series, 'axis'>): boolean {
  return axis === 'factor × asset' || axis === 'factor × characteristic'
}

/** How long the axes of a split are on a date. */
export interface AxisLengths {
  readonly assets: number
  readonly factors: number
  readonly latents: number
  readonly components: number
  readonly characteristics: number
}

/** A date's values of a series: `rows × length`. */
export interface SeriesShape {
  readonly rows: number
  readonly length: number
}

/** How many values a date of a series holds, as far as a read of it costs. */
export function valuesPerDate(name: SeriesName, lengths: AxisLengths): number {
  const series = SERIES.find((declared) => declared.name === name)
  assert(series, `a series is called ${name}`)
  const { rows, length } = shapeOf(series, lengths)
  return rows * length
}

export function shapeOf({ axis }: Pick<Series, 'axis'>, lengths: AxisLengths): SeriesShape {
  const { assets, factors, latents, components, characteristics } = lengths
  switch (axis) {
    case 'asset':
      return { rows: 1, length: assets }
    case 'date':
      return { rows: 1, length: 1 }
    case 'latent':
      return { rows: 1, length: latents }
    case 'component':
      return { rows: 1, length: components }
    case 'factor':
      return { rows: 1, length: factors }
    case 'factor × asset':
      return { rows: factors, length: assets }
    case 'factor × characteristic':
      return { rows: factors, length: characteristics }
  }
}
