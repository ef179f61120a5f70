/** The Attention Factors paper's figures of a row: annualised Sharpe ratios, means and sd in percent. */
export interface Printed {
  readonly grossSharpe: number
  readonly grossMean: number
  readonly grossVolatility: number
  readonly netSharpe: number
  readonly netMean: number
  readonly beta: number
}

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
export const ATTENTION: readonly PrintedRow[] = [
  [1, 3.05, 14.45, 4.74, 1.68, 7.94, 0.05],
  [3, 3.05, 14.91, 4.89, 1.69, 8.25, 0.06],
  [5, 2.92, 14.21, 4.87, 1.58, 7.66, 0.07],
  [8, 3.35, 15.7, 4.68, 1.94, 9.05, 0.07],
  [15, 3.81, 16.66, 4.37, 2.25, 9.78, 0.06],
  [30, 3.97, 16.66, 4.2, 2.28, 9.52, 0.05],
  [100, 4.52, 16.45, 3.64, 2.19, 7.93, 0.05],
]
export const PCA_LONGCONV: readonly PrintedRow[] = [
  [1, 2.26, 13.1, 5.79, 1.19, 6.98, 0.1],
  [3, 2.76, 14.61, 5.3, 1.57, 8.29, 0.07],
  [5, 2.41, 14.1, 5.86, 1.3, 7.62, 0.1],
  [8, 2.64, 14.88, 5.63, 1.5, 8.42, 0.09],
  [10, 2.66, 14.94, 5.61, 1.52, 8.48, 0.09],
  [15, 2.56, 14.74, 5.75, 1.41, 8.08, 0.09],
  [30, 2.79, 15.15, 5.42, 1.57, 8.47, 0.09],
  [100, 2.66, 14.36, 5.4, 1.44, 7.75, 0.09],
]
export const PCA_OU: readonly PrintedRow[] = [
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

/** The equal-weight market of table 2. */
export const PRINTED_MARKET: Printed = toPrinted([0, 0.42, 8.61, 20.37, 0.42, 8.61, 1])

/** Table 3: K 30, one group of characteristics dropped. */
export const PRINTED_GROUPS: Readonly<Record<string, Printed>> = {
  none: toPrinted([30, 3.97, 16.66, 4.2, 2.28, 9.52, 0.05]),
  'past returns': toPrinted([30, 1.5, 7.82, 5.23, 0.59, 3.09, 0.08]),
  'trading frictions': toPrinted([30, 2.9, 13.36, 4.61, 1.34, 6.14, 0.06]),
  investment: toPrinted([30, 3.88, 17.93, 4.63, 2.19, 10.06, 0.06]),
  profitability: toPrinted([30, 3.94, 18.39, 4.67, 2.26, 10.48, 0.05]),
  intangibles: toPrinted([30, 3.91, 18.18, 4.65, 2.24, 10.34, 0.06]),
  value: toPrinted([30, 4.08, 18.45, 4.53, 2.32, 10.44, 0.04]),
}

export function toPrinted(row: PrintedRow): Printed {
  const [, grossSharpe, grossMean, grossVolatility, netSharpe, netMean, beta] = row
  return { grossSharpe, grossMean, grossVolatility, netSharpe, netMean, beta }
}

/** Gross Sharpe ratio, mean and sd a year in percent. */
type PrintedPolicy = readonly [sharpe: number, mean: number, volatility: number]

/** Table I of Deep Learning Statistical Arbitrage: K 5, gross, 2002–2016. IPCA has no row of ours. */
export const PRINTED_POLICIES: readonly {
  readonly policy: string
  readonly famaFrench: PrintedPolicy
  readonly pca: PrintedPolicy
  readonly ipca: PrintedPolicy
  /** Ids of our rows. */
  readonly ours: { readonly famaFrench: string; readonly pca: string }
}[] = [
  {
    policy: 'CNN + Transformer',
    famaFrench: [3.21, 4.6, 1.4],
    pca: [3.36, 14.3, 4.2],
    ipca: [4.16, 8.7, 2.1],
    ours: { famaFrench: 'ff-cnn-transformer', pca: 'pca-cnn-transformer' },
  },
  {
    policy: 'Fourier + FFN',
    famaFrench: [1.66, 3.1, 1.8],
    pca: [1.98, 12.4, 6.3],
    ipca: [1.9, 7.7, 4.1],
    ours: { famaFrench: 'ff-fourier-ffn', pca: 'pca-fourier-ffn' },
  },
  {
    policy: 'OU + threshold',
    famaFrench: [0.38, 0.9, 2.3],
    pca: [0.73, 4.4, 6.1],
    ipca: [0.97, 3.8, 4],
    ours: { famaFrench: 'ff-ou', pca: 'pca-ou-5' },
  },
]
