import type { Book } from './account.js'
import { type AxisValues, isMissing } from './axis-values.js'

/** A share of `Σ net`; the contributions of one attribution sum to it. */
export interface Attribution {
  readonly label: string
  /** Mean over the dates of the factor exposure `(wᵀβ)_k`, or of the weight. */
  readonly exposure: number | null
  readonly contribution: number
}

export interface AttributedDay {
  readonly book: Book
  readonly gross: number
  readonly cost: number
}

export interface FactorDay extends AttributedDay {
  /** `[K]` of values over the asset axis. */
  readonly betas: readonly AxisValues[]
  /** `[K]` */
  readonly factorReturns: AxisValues
}

export interface AssetDay extends AttributedDay {
  /** Over the asset axis. */
  readonly returns: AxisValues
}

/**
 * `w·R = (wᵀβ)·F + w·ε`: the contributions of each factor, the residuals and costs. The residual part is
 * `gross − (wᵀβ)·F`, which is `w·ε` with `ε = R − βF` with a missing return counted as 0 there too.
 */
export function attributeByFactor(days: readonly FactorDay[]): Attribution[] {
  const factorCount = Math.max(0, ...days.map(({ betas }) => betas.length))
  const exposures = new Float64Array(factorCount)
  const contributions = new Float64Array(factorCount)
  let residual = 0
  for (const { book, gross, betas, factorReturns } of days) {
    let explained = 0
    betas.forEach((beta, k) => {
      const exposure = weighted(book, beta)
      const contribution = exposure * orZero(factorReturns[k])
      exposures[k] += exposure / days.length
      contributions[k] += contribution
      explained += contribution
    })
    residual += gross - explained
  }
  return [
    ...Array.from(exposures, (exposure, k) => ({
      label: `factor ${k}`,
      exposure,
      contribution: contributions[k],
    })),
    { label: 'residual', exposure: null, contribution: residual },
    costOfDays(days),
  ]
}

/** Contributions of groups of assets (sectors or single assets) before costs, and costs. */
export function attributeByLabel(
  days: readonly AssetDay[],
  labelOf: (position: number) => string,
): Attribution[] {
  const groups = new Map<string, { exposure: number; contribution: number }>()
  for (const { book, returns } of days) {
    book.assets.forEach((position, i) => {
      const weight = book.weights[i]
      if (weight === 0) return
      const group = groups.get(labelOf(position)) ?? { exposure: 0, contribution: 0 }
      group.exposure += weight / days.length
      group.contribution += weight * orZero(returns[position])
      groups.set(labelOf(position), group)
    })
  }
  const rows = [...groups].map(([label, group]) => ({ label, ...group }))
  return [...rows.sort((a, b) => (a.label < b.label ? -1 : 1)), costOfDays(days)]
}

/** What the days cost, negative. */
export function costOfDays(days: readonly Pick<AttributedDay, 'cost'>[]): Attribution {
  return {
    label: 'cost',
    exposure: null,
    contribution: 0 - days.reduce((sum, { cost }) => sum + cost, 0),
  }
}

/** `Σ w_i x_i`; a missing value counts as 0. */
export function weighted(book: Book, values: AxisValues): number {
  let sum = 0
  for (let i = 0; i < book.assets.length; i++) {
    sum += book.weights[i] * orZero(values[book.assets[i]])
  }
  return sum
}

function orZero(value: number | null | undefined): number {
  return isMissing(value) ? 0 : value
}
