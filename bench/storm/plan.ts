import type { MeasuredRow, Range } from '../walk-forward/measures.js'
import type { OwnWindow, RunRow } from '../walk-forward/runs.js'

/** Where a row stands on the page. */
type StormGroup = 'universe' | 'predictor' | 'residuals' | 'agents' | 'paper dates'

export interface StormRow extends RunRow {
  readonly group: StormGroup
  /** Of the model in the printed tables; equal for a row and its repetition on the paper's dates. */
  readonly model: string
}

export type MeasuredStormRow = MeasuredRow<StormRow>

export const STORM_ID = 'storm'
export const BASE_IDS = ['ridge', 'factor-vae']
const SEEDS = 3

/** The dates of the paper, as trading dates: 2024-03-28 is the last before 2024-03-31. */
const PAPER_SPLIT = {
  name: 'test_2021_2024',
  train: { from: '2008-04-01', to: '2021-03-31' },
  test: { from: '2021-04-01', to: '2024-03-28' },
  live: false,
}
export const PAPER_RANGE: Range = PAPER_SPLIT.test
const PAPER_WINDOW: OwnWindow = {
  split: PAPER_SPLIT,
  walkForward: { trainYears: 13, testYears: 3, purge: 0 },
}

function row(
  id: string,
  label: string,
  strategy: string,
  { settings = {}, ...more }: Partial<StormRow> = {},
): StormRow {
  return { id, label, strategy, settings, group: 'predictor', model: id, ...more }
}

const codes = (count: number): Partial<StormRow> => ({
  settings: { timeSeriesCodes: count, crossSectionCodes: count },
  seeds: SEEDS,
})

const modulesAlone = (modules: string): Partial<StormRow> => ({
  settings: { modules },
  seeds: SEEDS,
})

const UNIVERSE = row('equal-weight', 'equal-weight universe', 'equal-weight', { group: 'universe' })
const RIDGE = row('ridge', 'ridge', 'ridge')
const FACTOR_VAE = row('factor-vae', 'FactorVAE', 'factor-vae')
const STORM = row(STORM_ID, 'STORM', 'storm', { seeds: SEEDS })
const WITHOUT_TS = row(
  'storm-without-ts',
  'STORM without TS',
  'storm',
  modulesAlone('crossSection'),
)
const WITHOUT_CS = row('storm-without-cs', 'STORM without CS', 'storm', modulesAlone('timeSeries'))

/** Sizes of the codebooks that the paper compares. */
const LARGER_CODEBOOKS = [
  row('storm-256', 'STORM, 256 codes', 'storm', codes(256)),
  row('storm-512', 'STORM, 512 codes', 'storm', codes(512)),
]

/** The rows of both datasets, the cheapest first. */
const COMPARED: readonly StormRow[] = [
  UNIVERSE,
  RIDGE,
  row('gru', 'GRU', 'gru'),
  row('transformer', 'Transformer', 'transformer'),
  row('ca', 'Conditional autoencoder', 'ca'),
  FACTOR_VAE,
  STORM,
  WITHOUT_TS,
  WITHOUT_CS,
]

/** With its default seeds it is the run of `bench:strategies`. */
const ATTENTION = row('attention-longconv', 'attention-longconv', 'attention-longconv', {
  group: 'residuals',
})

/** Agents are compared with the paper's alone, so they have its dates alone. */
const agents = (agent: string, label: string, more: Partial<StormRow> = {}): StormRow =>
  row(`agents-${agent}`, label, 'storm-agents', {
    settings: { agent },
    group: 'agents',
    seeds: SEEDS,
    window: PAPER_WINDOW,
    ...more,
  })

/** Buying and holding asks no network: its STORM is one epoch that nothing reads. */
const HOLD = agents('hold', 'buy and hold', { settings: { agent: 'hold', epochs: 1 }, seeds: 1 })

const AGENTS: readonly StormRow[] = [
  HOLD,
  agents('ppo', 'PPO'),
  agents('dqn', 'DQN'),
  agents('sac', 'SAC'),
]

const onPaperDates = (of: StormRow): StormRow => ({
  ...of,
  id: `${of.id}-paper-dates`,
  label: `${of.label}, paper’s dates`,
  group: 'paper dates',
  window: PAPER_WINDOW,
})

const DJ30_ROWS: readonly StormRow[] = [
  ...COMPARED,
  { ...ATTENTION, seeds: SEEDS },
  ...[UNIVERSE, RIDGE, FACTOR_VAE, STORM, WITHOUT_TS, WITHOUT_CS].map(onPaperDates),
  ...LARGER_CODEBOOKS.map(onPaperDates),
  ...AGENTS,
]

const SP500_ROWS: readonly StormRow[] = [...COMPARED, ATTENTION]

/** What differs between the datasets of the paper. */
export interface StormPlan {
  readonly market: 'DJ30' | 'S&P 500'
  readonly rows: readonly StormRow[]
  /** F10: Rank IC above which a look-ahead is suspected. */
  readonly mostRankIC: number
}

/** `sp500` is planned as the S&P 500; any other dataset as the DJ30, with the paper's dates and the agents. */
export function stormPlan(dataset: string | undefined): StormPlan {
  return dataset === 'sp500'
    ? { market: 'S&P 500', rows: SP500_ROWS, mostRankIC: 0.04 }
    : { market: 'DJ30', rows: DJ30_ROWS, mostRankIC: 0.05 }
}
