import type { StormPlan } from './plan.js'

/** APY, CW, CR, ASR, MDD and AVO. */
type PrintedWealth = readonly [number, number, number, number, number, number]

/** Rank IC and its ICIR. */
type PrintedRanking = readonly [number, number]

interface PrintedModel {
  readonly wealth: PrintedWealth
  readonly ranking?: PrintedRanking
}

export interface PrintedRow {
  readonly label: string
  /** `StormRow.model` of ours. */
  readonly model?: string
  readonly of: Readonly<Record<StormPlan['market'], PrintedModel>>
}

function printed(
  label: string,
  model: string | undefined,
  [spWealth, spRanking]: readonly [PrintedWealth, PrintedRanking?],
  [djWealth, djRanking]: readonly [PrintedWealth, PrintedRanking?],
): PrintedRow {
  return {
    label,
    ...(model !== undefined && { model }),
    of: {
      'S&P 500': { wealth: spWealth, ...(spRanking && { ranking: spRanking }) },
      DJ30: { wealth: djWealth, ...(djRanking && { ranking: djRanking }) },
    },
  }
}

/** Tables 2 and 3 of Zhao et al. (WSDM 2026): 2021-04-01 … 2024-03-31, means over ten runs. */
export const PRINTED: readonly PrintedRow[] = [
  printed(
    'index',
    'equal-weight',
    [[0.058, 1.184, 0.228, 0.142, 0.254, 0.41]],
    [[0.063, 1.201, 0.147, 0.429, 0.219, 0.288]],
  ),
  printed(
    'LightGBM',
    undefined,
    [
      [0.059, 1.201, 0.304, 0.332, 0.238, 0.176],
      [0.027, 0.274],
    ],
    [
      [0.069, 1.221, 0.288, 0.43, 0.244, 0.16],
      [0.031, 0.272],
    ],
  ),
  printed(
    'LSTM (ours: GRU)',
    'gru',
    [
      [0.069, 1.221, 0.278, 0.371, 0.248, 0.186],
      [0.034, 0.333],
    ],
    [
      [0.06, 1.192, 0.243, 0.37, 0.248, 0.163],
      [0.031, 0.329],
    ],
  ),
  printed(
    'Transformer',
    'transformer',
    [
      [0.076, 1.244, 0.389, 0.433, 0.198, 0.174],
      [0.035, 0.34],
    ],
    [
      [0.056, 1.179, 0.227, 0.367, 0.25, 0.154],
      [0.033, 0.343],
    ],
  ),
  printed(
    'CAFactor',
    'ca',
    [
      [0.075, 1.241, 0.342, 0.428, 0.223, 0.174],
      [0.037, 0.356],
    ],
    [
      [0.059, 1.186, 0.233, 0.382, 0.252, 0.153],
      [0.04, 0.38],
    ],
  ),
  printed(
    'FactorVAE',
    'factor-vae',
    [
      [0.079, 1.256, 0.404, 0.46, 0.2, 0.173],
      [0.052, 0.543],
    ],
    [
      [0.076, 1.246, 0.352, 0.48, 0.225, 0.159],
      [0.056, 0.52],
    ],
  ),
  printed(
    'HireVAE',
    undefined,
    [
      [0.077, 1.249, 0.361, 0.448, 0.216, 0.172],
      [0.057, 0.558],
    ],
    [
      [0.072, 1.233, 0.298, 0.445, 0.247, 0.163],
      [0.058, 0.563],
    ],
  ),
  printed(
    'STORM',
    'storm',
    [
      [0.188, 1.683, 1.189, 1.052, 0.166, 0.171],
      [0.062, 0.673],
    ],
    [
      [0.148, 1.517, 1.396, 1.052, 0.108, 0.14],
      [0.065, 0.668],
    ],
  ),
  printed(
    'STORM without TS',
    'storm-without-ts',
    [
      [0.09, 1.3, 0.503, 0.57, 0.181, 0.175],
      [0.053, 0.513],
    ],
    [
      [0.079, 1.259, 0.621, 0.603, 0.127, 0.142],
      [0.055, 0.563],
    ],
  ),
  printed(
    'STORM without CS',
    'storm-without-cs',
    [
      [0.089, 1.294, 0.623, 0.592, 0.146, 0.167],
      [0.054, 0.522],
    ],
    [
      [0.073, 1.236, 0.533, 0.566, 0.138, 0.14],
      [0.053, 0.559],
    ],
  ),
]

/** Trading of single assets on the same dates: STORM's APY, CW and MDD, and the APY of buying and holding. */
export const PRINTED_TRADING: ReadonlyMap<
  string,
  { readonly apy: number; readonly cw: number; readonly mdd: number; readonly holdApy: number }
> = new Map([
  ['AAPL', { apy: 0.229, cw: 1.857, mdd: 0.282, holdApy: 0.12 }],
  ['JPM', { apy: 0.174, cw: 1.621, mdd: 0.299, holdApy: 0.096 }],
  ['IBM', { apy: 0.236, cw: 1.893, mdd: 0.137, holdApy: 0.145 }],
  ['INTC', { apy: 0.173, cw: 1.625, mdd: 0.227, holdApy: -0.117 }],
  ['MSFT', { apy: 0.29, cw: 2.154, mdd: 0.21, holdApy: 0.214 }],
])
