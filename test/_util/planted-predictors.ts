import type { MarketData } from '../../src/data/source.js'
import type { TrainingEpoch } from '../../src/results.js'
import type { Fit, Strategy } from '../../src/strategy/strategy.js'
import { keyOf, normals, uniforms } from '../../src/tensor/random.js'
import { type TinyMarket, tinyDate, tinyMarket } from './tiny-market.js'

/** A market whose first characteristic moves the return of its date, for predictors of small settings. */
const PLANTED_DATES = 160
export const PLANTED_ASSETS = 24
export const TRAIN_TO = 112

const noise = normals(keyOf(1), PLANTED_DATES * PLANTED_ASSETS)
const ranks = uniforms(keyOf(2), (PLANTED_DATES + 1) * PLANTED_ASSETS * 3).map((u) => u - 0.5)

function plantedRank(t: number, i: number): Float32Array {
  const from = (t * PLANTED_ASSETS + i) * 3
  return ranks.subarray(from, from + 3)
}

export function plantedReturn(t: number, i: number): number {
  const [driver = 0] = plantedRank(t, i)
  return 0.04 * driver + 0.01 * (noise[t * PLANTED_ASSETS + i] ?? 0)
}

/** The bar of the date before, in units of a usual return. */
function plantedBar(t: number, i: number): readonly number[] {
  const close = t === 0 ? 0 : 60 * plantedReturn(t - 1, i)
  return [0, Math.max(0, close), Math.min(0, close), close, 0]
}

export function plantedMarket(overrides: Partial<TinyMarket> = {}): MarketData {
  return tinyMarket({
    dates: PLANTED_DATES,
    assets: PLANTED_ASSETS,
    returnOf: plantedReturn,
    characteristicsOf: (t, i) => [...plantedRank(t, i)],
    barOf: plantedBar,
    ...overrides,
  })
}

/** As small as a predictor can be and still learn the planted signal; each takes the keys it has. */
const TINY_PREDICTOR: Readonly<Record<string, unknown>> = {
  lookback: 4,
  lags: [0, 1],
  hidden: 8,
  factorCount: 3,
  portfolioCount: 6,
  heads: 2,
  headWidth: 4,
  blockCount: 1,
  patches: 2,
  patchDates: 2,
  encoderBlocks: 1,
  timeSeriesCodes: 6,
  crossSectionCodes: 5,
  width: 8,
  epochs: 12,
  learningRate: 0.02,
  datesPerStep: 8,
  stocksPerStep: 16,
  k: 4,
  n: 2,
  tradedAssets: ['A001', 'A007'],
  agentUpdates: 1,
}

export interface PlantedFit {
  readonly config?: Readonly<Record<string, unknown>>
  readonly on?: MarketData
  readonly seed?: number
  /** The last row of the view. */
  readonly viewTo?: number
  readonly signal?: AbortSignal
  readonly onEpoch?: (epoch: TrainingEpoch, count: number) => void
}

export function configOf(strategy: Strategy, overrides: Readonly<Record<string, unknown>> = {}) {
  const settings = { ...TINY_PREDICTOR, ...overrides }
  const own = Object.entries(settings).filter(([key]) => key in strategy.settings.shape)
  return strategy.parseConfig(Object.fromEntries(own))
}

const train = { from: tinyDate(1), to: tinyDate(TRAIN_TO) }

export function fitPlanted(
  strategy: Strategy,
  {
    config,
    on = plantedMarket(),
    seed = 1,
    viewTo = TRAIN_TO,
    signal,
    onEpoch = () => {},
  }: PlantedFit = {},
): Promise<Fit> {
  if (!strategy.trains) throw new Error(`${strategy.info.name} is not trained`)
  return strategy.fit(on.asOf(tinyDate(viewTo)), train, {
    config: configOf(strategy, config),
    seed,
    key: keyOf(seed),
    signal: signal ?? new AbortController().signal,
    onEpoch,
  })
}

export function restorePlanted(
  strategy: Strategy,
  checkpoints: readonly Uint8Array[],
  config?: Readonly<Record<string, unknown>>,
  on = plantedMarket(),
) {
  const view = on.asOf(tinyDate(TRAIN_TO))
  return strategy.restore(checkpoints, { view, train, config: configOf(strategy, config) })
}
