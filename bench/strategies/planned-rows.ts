import type { RunRow } from '../walk-forward/runs.js'
import {
  ATTENTION,
  PCA_LONGCONV,
  PCA_OU,
  PRINTED_GROUPS,
  PRINTED_MARKET,
  type Printed,
  toPrinted,
} from './printed.js'

type Table = 'methods' | 'policies' | 'baselines' | 'predictors' | 'blends' | 'groups' | 'variants'

/** One run of the results, its table, the paper's figures. */
export interface PlannedRow extends RunRow {
  readonly table: Table
  readonly factorCount?: number
  readonly printed?: Printed
  /** Left out without `--full`. */
  readonly full?: boolean
  /** Shown on the first page: one row of each method. */
  readonly front?: boolean
}

const FACTOR_COUNTS = [1, 3, 5, 8, 10, 15, 30, 100]
const SHORT = [1, 8, 30]

/** The strategy that all others are compared with, at its defaults. */
export const BASE_ID = 'attention-8'

/** The strict winner of `residua tune` on 2006–2007 (decision 0015): run on the test years once, unchanged. */
const VALIDATED = { epochs: 30, rebalance: 'W' }

/** Minutes of K 1, 3, 5, 8, 10, 15, 30 and 100; measured for 1, 8 and 30. */
const METHODS = [
  {
    id: 'attention',
    strategy: 'attention-longconv',
    label: 'Attention',
    printed: ATTENTION,
    minutes: [12, 12, 12, 9, 12, 13, 16, 40],
    front: [8, 30],
  },
  {
    id: 'pca-longconv',
    strategy: 'pca-longconv',
    label: 'PCA + LongConv',
    printed: PCA_LONGCONV,
    minutes: [12, 45, 46, 47, 50, 52, 59, 90],
    front: [8],
  },
  {
    id: 'pca-ou',
    strategy: 'pca-ou',
    label: 'PCA + OU',
    printed: PCA_OU,
    minutes: FACTOR_COUNTS.map(() => 2),
    front: [8],
  },
] as const

function methods(): PlannedRow[] {
  return METHODS.flatMap(({ id, strategy, label, printed, minutes, front }) =>
    FACTOR_COUNTS.map((factorCount, k) => {
      const found = printed.find(([count]) => count === factorCount)
      return {
        id: `${id}-${factorCount}`,
        table: 'methods' as const,
        label,
        strategy,
        settings: factorCount === 8 ? {} : { factorCount }, // 8 is the default of all three
        factorCount,
        printed: found && toPrinted(found),
        full: !SHORT.includes(factorCount),
        front: front.some((count) => count === factorCount),
        minutes: minutes[k],
      }
    }),
  )
}

/** The groups available in these data, at the paper's K 30 and at our default. */
function groups(): PlannedRow[] {
  const dropped = [
    { id: 'none', group: null },
    { id: 'past-returns', group: 'past returns' },
    { id: 'trading-frictions', group: 'trading frictions' },
    { id: 'sector', group: 'sector' },
  ]
  return [30, 8].flatMap((factorCount) =>
    dropped.map(({ id, group }) => ({
      id: `without-${id}-${factorCount}`,
      table: 'groups' as const,
      label: group ?? 'none',
      strategy: 'attention-longconv',
      settings: {
        ...(factorCount === 8 ? {} : { factorCount }),
        ...(group === null ? {} : { withoutCharacteristics: [group] }),
      },
      factorCount,
      printed: factorCount === 30 ? PRINTED_GROUPS[group ?? 'none'] : undefined,
      full: factorCount === 8 || group === 'sector',
      minutes: factorCount === 8 ? 10 : 12,
    })),
  )
}

function row(
  table: Table,
  [id, label, strategy]: readonly [id: string, label: string, strategy: string],
  minutes: number,
  more: Partial<PlannedRow> = {},
): PlannedRow {
  return { id, table, label, strategy, settings: {}, minutes, ...more }
}

/** The policies of Deep Learning Statistical Arbitrage, at its K 5, the default of Fama-French factors. */
function policies(): PlannedRow[] {
  const five = { settings: { factorCount: 5 }, factorCount: 5, full: true, front: true }
  const given = { factorCount: 5, full: true, front: true }
  const of = (names: readonly [string, string, string], minutes: number, more: object) =>
    row('policies', names, minutes, more)
  return [
    of(['pca-fourier-ffn', 'PCA + Fourier FFN', 'pca-fourier-ffn'], 40, five),
    of(['ff-fourier-ffn', 'Fama-French + Fourier FFN', 'ff-fourier-ffn'], 40, given),
    of(['pca-cnn-transformer', 'PCA + CNN-Transformer', 'pca-cnn-transformer'], 320, five),
    of(['ff-cnn-transformer', 'Fama-French + CNN-Transformer', 'ff-cnn-transformer'], 320, given),
  ]
}

function baselines(): PlannedRow[] {
  const of = (
    id: string,
    label: string,
    strategy: string,
    minutes: number,
    more: Partial<PlannedRow> = {},
  ) => row('baselines', [id, label, strategy], minutes, more)
  const front = { front: true }
  return [
    of('attention-validated', 'Attention, K 8, validated', 'attention-longconv', 38, {
      settings: VALIDATED,
    }),
    of('reversal-1', '1-day reversal', 'reversal-1', 1),
    of('reversal-5', '5-day reversal', 'reversal-5', 1, front),
    of('reversal-21', '21-day reversal', 'reversal-21', 1),
    of('reversal-5-sector', '5-day reversal, sector-neutral', 'reversal-5', 1, {
      settings: { neutral: 'sector' },
    }),
    of('ff-ou', 'Fama-French + OU', 'ff-ou', 1, front),
    of('ff-longconv', 'Fama-French + LongConv', 'ff-longconv', 22, front),
    of('equal-weight', 'equal-weight market', 'equal-weight', 1, {
      ...front,
      printed: PRINTED_MARKET,
    }),
  ]
}

/** The predictors with the labels, settings and seeds of `bench:predict` and `bench:storm`: the same runs. */
function predictors(): PlannedRow[] {
  const of = (names: readonly [string, string, string], minutes: number, seeds?: number) =>
    row('predictors', names, minutes, { full: true, front: true, ...(seeds && { seeds }) })
  return [
    of(['ridge', 'ridge', 'ridge'], 1),
    of(['ca', 'Conditional autoencoder', 'ca'], 5),
    of(['transformer', 'Transformer', 'transformer'], 47),
    of(['gru', 'GRU', 'gru'], 54),
    of(['factor-vae', 'FactorVAE', 'factor-vae'], 102),
    of(['storm', 'STORM', 'storm'], 900, 3),
  ]
}

/** The default with predictors, as one book. */
function blends(): PlannedRow[] {
  const of = (id: string, label: string, blended: readonly string[], settings = {}) =>
    row('blends', [id, label, 'blend'], 1, {
      blends: [BASE_ID, ...blended],
      settings,
      full: true,
      front: true,
    })
  const byRisk = { weighting: 'inverse-volatility' }
  return [
    of('blend-ridge', 'Blend: Attention, ridge', ['ridge']),
    of('blend-factor-vae', 'Blend: Attention, FactorVAE', ['factor-vae']),
    of('blend-three', 'Blend: Attention, ridge, FactorVAE', ['ridge', 'factor-vae']),
    of('blend-by-risk', 'Blend of the three by 1/σ', ['ridge', 'factor-vae'], byRisk),
  ]
}

/** The default with one setting that makes its factors differ, or its book take risk into account. */
function variants(): PlannedRow[] {
  const of = (id: string, label: string, settings: Readonly<Record<string, unknown>>) =>
    row('variants', [id, label, 'attention-longconv'], 10, { settings, full: true })
  return [
    of('temperature', 'temperature 0.25', { temperature: 0.25 }),
    of('overlap', 'overlap penalty 1', { overlapWeight: 1 }),
    of('unit-initialisation', 'unit initialisation', { init: 'unit' }),
    of('fewer-forced', 'K 4, overlap penalty 1', { factorCount: 4, overlapWeight: 1 }),
    of('risk-scaling', 'weights over residual volatility', { riskScaling: true }),
    of('beta-limit', 'market beta at most 0.1', { maxBeta: 0.1 }),
    of('sector-limit', 'net exposure to a sector at most 0.05', { maxSectorNet: 0.05 }),
    of('volatility-target', 'volatility target of 5 %', { volatilityTarget: 0.05 }),
  ]
}

/** Every row as the page shows them. */
export function plannedRows({ full }: { readonly full: boolean }): PlannedRow[] {
  const rows = [
    ...methods(),
    ...policies(),
    ...baselines(),
    ...predictors(),
    ...blends(),
    ...groups(),
    ...variants(),
  ]
  return rows.filter((each) => full || !each.full)
}
