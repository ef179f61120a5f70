import type { MeasuredRow } from '../walk-forward/measures.js'
import type { RunRow } from '../walk-forward/runs.js'

/** The paper's figures of a row: annualised Sharpe ratios, means and sd in percent. */
interface Printed {
  readonly grossSharpe: number
  readonly grossMean: number
  readonly grossVolatility: number
  readonly netSharpe: number
  readonly netMean: number
  readonly beta: number
}

type Table = 'methods' | 'groups' | 'baselines'

/** One run of the results, its table, the paper's figures. */
export interface PlannedRow extends RunRow {
  readonly table: Table
  readonly factorCount?: number
  readonly printed?: Printed
  /** Left out without `--full`. */
  readonly full?: boolean
}

export type ResultRow = MeasuredRow<PlannedRow>

const FACTOR_COUNTS = [1, 3, 5, 8, 10, 15, 30, 100]
const SHORT = [1, 8, 30]

type PrintedRow = readonly [
  factorCount: number,
  grossSharpe: number,
  grossMean: number,
  grossVolatility: number,
  netSharpe: number,
  netMean: number,
  beta: number,
]

/** Attention Factors, table 2: out of sample 1998–2021, CRSP, 39 characteristics. */
const ATTENTION: readonly PrintedRow[] = [
  [1, 3.05, 14.45, 4.74, 1.68, 7.94, 0.05],
  [3, 3.05, 14.91, 4.89, 1.69, 8.25, 0.06],
  [5, 2.92, 14.21, 4.87, 1.58, 7.66, 0.07],
  [8, 3.35, 15.7, 4.68, 1.94, 9.05, 0.07],
  [15, 3.81, 16.66, 4.37, 2.25, 9.78, 0.06],
  [30, 3.97, 16.66, 4.2, 2.28, 9.52, 0.05],
  [100, 4.52, 16.45, 3.64, 2.19, 7.93, 0.05],
]
const PCA_LONGCONV: readonly PrintedRow[] = [
  [1, 2.26, 13.1, 5.79, 1.19, 6.98, 0.1],
  [3, 2.76, 14.61, 5.3, 1.57, 8.29, 0.07],
  [5, 2.41, 14.1, 5.86, 1.3, 7.62, 0.1],
  [8, 2.64, 14.88, 5.63, 1.5, 8.42, 0.09],
  [10, 2.66, 14.94, 5.61, 1.52, 8.48, 0.09],
  [15, 2.56, 14.74, 5.75, 1.41, 8.08, 0.09],
  [30, 2.79, 15.15, 5.42, 1.57, 8.47, 0.09],
  [100, 2.66, 14.36, 5.4, 1.44, 7.75, 0.09],
]
const PCA_OU: readonly PrintedRow[] = [
  [1, 0.4, 1.85, 4.57, -2.54, -11.62, 0.02],
  [3, 1.26, 4.18, 3.33, -2.72, -9.04, 0.01],
  [5, 0.99, 2.91, 2.93, -3.44, -10.11, 0],
  [8, 0.78, 2.04, 2.61, -4.15, -10.83, 0],
  [10, 0.8, 1.99, 2.5, -4.32, -10.8, 0],
  [15, 0.51, 1.12, 2.2, -5.24, -11.53, 0],
  [30, 0.18, 0.4, 2.24, -6.45, -14.74, 0],
  [100, -0.35, -0.66, 1.87, -7.05, -13.23, 0],
]

export const PRINTED_TABLES = [ATTENTION, PCA_LONGCONV, PCA_OU]

/** Table 3: K 30, one group of characteristics dropped; gross sd over seeds beside it in the paper. */
const PRINTED_GROUPS: Readonly<Record<string, Printed>> = {
  none: toPrinted([30, 3.97, 16.66, 4.2, 2.28, 9.52, 0.05]),
  'past returns': toPrinted([30, 1.5, 7.82, 5.23, 0.59, 3.09, 0.08]),
  'trading frictions': toPrinted([30, 2.9, 13.36, 4.61, 1.34, 6.14, 0.06]),
}

function toPrinted(row: PrintedRow): Printed {
  const [, grossSharpe, grossMean, grossVolatility, netSharpe, netMean, beta] = row
  return { grossSharpe, grossMean, grossVolatility, netSharpe, netMean, beta }
}

/** The strategy that all others are compared with, at its defaults. */
export const BASE_ID = 'attention-8'

/** The strict winner of `residua tune` on 2006–2007 (decision 0015): run on the test years once, unchanged. */
const VALIDATED = { epochs: 30, rebalance: 'W' }

const METHODS = [
  { id: 'attention', strategy: 'attention-longconv', label: 'Attention', printed: ATTENTION },
  { id: 'pca-longconv', strategy: 'pca-longconv', label: 'PCA + LongConv', printed: PCA_LONGCONV },
  { id: 'pca-ou', strategy: 'pca-ou', label: 'PCA + OU', printed: PCA_OU },
] as const

function methods(): PlannedRow[] {
  return METHODS.flatMap(({ id, strategy, label, printed }) =>
    FACTOR_COUNTS.map((factorCount) => {
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
    })),
  )
}

function baselines(): PlannedRow[] {
  const row = (id: string, label: string, strategy: string, settings = {}, full = false) => ({
    id,
    table: 'baselines' as const,
    label,
    strategy,
    settings,
    full,
  })
  return [
    row('attention-validated', 'Attention, K 8, validated', 'attention-longconv', VALIDATED),
    row('reversal-1', '1-day reversal', 'reversal-1'),
    row('reversal-5', '5-day reversal', 'reversal-5'),
    row('reversal-21', '21-day reversal', 'reversal-21'),
    row('reversal-5-sector', '5-day reversal, sector-neutral', 'reversal-5', { neutral: 'sector' }),
    row('ff-ou', 'Fama-French + OU', 'ff-ou'),
    row('ff-longconv', 'Fama-French + LongConv', 'ff-longconv'),
    row('equal-weight', 'equal-weight market', 'equal-weight'),
  ]
}

/** Every row, those of the short table first. */
export function plannedRows({ full }: { readonly full: boolean }): PlannedRow[] {
  return [...methods(), ...baselines(), ...groups()].filter((row) => full || !row.full)
}
