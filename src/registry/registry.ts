import { CATALOGUE, type StrategyInfo, strategyInfo } from '../catalogue.js'
import { residualMethods } from '../strategy/residual/methods.js'
import type { Strategy } from '../strategy/strategy.js'

export interface StrategyEntry extends StrategyInfo {
  /** Loads the strategy once; only trained strategies import TensorFlow. */
  readonly load: () => Promise<Strategy>
}

const LOADERS: Readonly<Record<string, () => Promise<Strategy>>> = {
  'attention-longconv': async () =>
    (await import('../strategy/attention/attention-longconv.js')).attentionLongConv,
  ...residualMethods,
  'reversal-1': () => reversal(1),
  'reversal-5': () => reversal(5),
  'reversal-21': () => reversal(21),
  'equal-weight': async () => (await import('../strategy/baseline/equal-weight.js')).equalWeight,
  'factor-vae': async () => (await import('../strategy/predictor/factor-vae.js')).factorVae,
  ridge: async () => (await import('../strategy/predictor/ridge.js')).ridge,
  gru: async () => (await import('../strategy/predictor/gru.js')).gru,
  transformer: async () => (await import('../strategy/predictor/transformer.js')).transformer,
  'storm-agents': async () => (await import('../strategy/agents/storm-agents.js')).stormAgents,
  storm: async () => (await import('../strategy/predictor/storm/storm.js')).storm,
  blend: async () => (await import('../strategy/blend/blend.js')).blend,
  ca: async () => (await import('../strategy/predictor/ca.js')).ca,
}

/** Every strategy of the catalogue, in its order. */
export const strategies: readonly StrategyEntry[] = CATALOGUE.map((info) => {
  const load = LOADERS[info.name]
  if (!load) throw new Error(`the catalogue lists ${info.name}, which the registry cannot load`)
  return { ...info, load: once(load) }
})

/** The strategy of that name; a UserError lists the names there are. */
export async function strategyByName(name: string): Promise<Strategy> {
  const info = strategyInfo(name)
  const entry = strategies.find((strategy) => strategy.name === info.name)
  if (!entry) throw new Error(`${name} is in the catalogue and not in the registry`)
  return entry.load()
}

async function reversal(days: number): Promise<Strategy> {
  return (await import('../strategy/baseline/reversal.js')).reversalOver(days)
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined
  return () => {
    loaded ??= load()
    return loaded
  }
}
