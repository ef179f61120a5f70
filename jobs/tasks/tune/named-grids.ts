import { UserError } from '../../../src/lib/errors.js'
import type { Trial } from './grid.js'

const DEFAULTS: Trial = { name: 'default', settings: {} }

/** Single changes of the settings, then pairs (decision 0015). */
const ATTENTION: readonly Trial[] = [
  DEFAULTS,
  ...[3, 5, 15, 30].map((factorCount) => ({
    name: `K ${factorCount}`,
    settings: { factorCount },
  })),
  { name: '30 epochs', settings: { epochs: 30 } },
  ...[1, 3].map((trainingCostMultiple) => ({
    name: `costs × ${trainingCostMultiple}`,
    settings: { trainingCostMultiple },
  })),
  { name: 'trained at lag 1', settings: { trainingLag: 1 } },
  { name: 'weekly', settings: { rebalance: 'W' } },
  { name: 'half speed', settings: { tradeSpeed: 0.5 } },
  { name: 'plain loss', settings: { hedgedLoss: false } },
  { name: 'more characteristics', settings: { characteristics: ['extended'] } },
  { name: '4 seeds', settings: {}, seeds: 4 },
  { name: 'K 3, costs × 3', settings: { factorCount: 3, trainingCostMultiple: 3 } },
  { name: 'K 3, trained at lag 1', settings: { factorCount: 3, trainingLag: 1 } },
  { name: '30 epochs, K 5', settings: { epochs: 30, factorCount: 5 } },
  { name: '30 epochs, weekly', settings: { epochs: 30, rebalance: 'W' } },
  { name: '30 epochs, 4 seeds', settings: { epochs: 30 }, seeds: 4 },
]

const PCA_OU: readonly Trial[] = [
  DEFAULTS,
  ...[1, 3, 5, 15, 30].map((factorCount) => ({
    name: `K ${factorCount}`,
    settings: { factorCount },
  })),
  { name: 'until exit', settings: { memory: true } },
  { name: 'entry 1.5', settings: { entry: 1.5 } },
]

/** Factors that differ: a temperature, a penalty on overlap, another initialisation, fewer (decision 0031). */
const FACTORS: readonly Trial[] = [
  DEFAULTS,
  ...[0.5, 0.25, 0.1].map((temperature) => ({
    name: `temperature ${temperature}`,
    settings: { temperature },
  })),
  { name: 'unit initialisation', settings: { init: 'unit' } },
  ...[0.1, 1, 10].map((overlapWeight) => ({
    name: `overlap ${overlapWeight}`,
    settings: { overlapWeight },
  })),
  { name: 'explained variance × 4', settings: { explainedVarianceWeight: 19.2 } },
  { name: 'K 4, temperature 0.25', settings: { factorCount: 4, temperature: 0.25 } },
  { name: 'K 4, overlap 1', settings: { factorCount: 4, overlapWeight: 1 } },
  { name: 'K 30', settings: { factorCount: 30 } },
  { name: 'K 30, temperature 0.25', settings: { factorCount: 30, temperature: 0.25 } },
  { name: 'K 30, overlap 1', settings: { factorCount: 30, overlapWeight: 1 } },
  { name: 'K 30, unit initialisation', settings: { factorCount: 30, init: 'unit' } },
  { name: '30 epochs, temperature 0.25', settings: { epochs: 30, temperature: 0.25 } },
  { name: '30 epochs, overlap 1', settings: { epochs: 30, overlapWeight: 1 } },
]

/** Books that take risk into account (decision 0028). */
const RISK: readonly Trial[] = [
  DEFAULTS,
  { name: 'risk scaling', settings: { riskScaling: true } },
  { name: 'beta at most 0.1', settings: { maxBeta: 0.1 } },
  { name: 'sector net at most 0.05', settings: { maxSectorNet: 0.05 } },
  { name: 'volatility target 5 %', settings: { volatilityTarget: 0.05 } },
]

const GRIDS: Readonly<Record<string, Readonly<Record<string, readonly Trial[]>>>> = {
  'attention-longconv': { default: ATTENTION, factors: FACTORS, risk: RISK },
  'pca-ou': { default: PCA_OU, risk: RISK },
}

/** The grids that `--grid` knows by name. */
const GRID_NAMES = ['default', 'factors', 'risk'] as const
export type GridName = (typeof GRID_NAMES)[number]

export function isGridName(text: string): text is GridName {
  return GRID_NAMES.some((name) => name === text)
}

/** Trials to compare with the defaults, which come first. */
export function namedGrid(name: GridName, strategy: string): Trial[] {
  const trials = GRIDS[strategy]?.[name]
  if (trials) return [...trials]
  const have = Object.keys(GRIDS).filter((each) => GRIDS[each]?.[name])
  throw new UserError(
    `there is no ${name} grid for ${strategy}: name a file, --grid grid.json; have: ${have.join(', ')}`,
  )
}
