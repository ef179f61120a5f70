import * as tf from '@tensorflow/tfjs'
import { type Scaling, scalingOf, trainingMarket } from '../../agent/inputs.js'
import { type LearningAgent, learnAgent } from '../../agent/methods.js'
import type { Mlp } from '../../agent/mlp.js'
import type { MarketView } from '../../data/source.js'
import { lowerBound } from '../../lib/dates.js'
import type { DateRange, NamedValue, TrainingEpoch } from '../../results.js'
import { disposeParams, type Params } from '../../tensor/params.js'
import { foldIn } from '../../tensor/random.js'
import type { FitOptions } from '../strategy.js'
import { columnReturns } from './column-returns.js'
import { type AgentSettings, learningOf } from './settings.js'
import type { AgentStates, RowRange } from './states.js'
import { tradedColumns } from './traded-columns.js'

/** A trained agent: the network that ranks its actions, and the scale of its states. */
type StoredAgent = {
  readonly network: Mlp
  readonly scaling: { readonly mean: tf.Tensor1D; readonly deviation: tf.Tensor1D }
}

/** By `a0`, `a1`, … in the order of the traded columns: a symbol may hold a dot, a name may not. */
export type StoredAgents = Readonly<Record<string, StoredAgent>>

export interface AgentFit {
  readonly agents: StoredAgents
  readonly epochs: readonly TrainingEpoch[]
}

export interface FitAgentsOptions extends FitOptions<AgentSettings> {
  /** Number of the first epoch; agents learn after the model whose states they see. */
  readonly firstEpoch: number
}

/** Trains the agent of each traded asset on frozen states, one after the other. */
export async function fitAgents(
  view: MarketView,
  range: DateRange,
  states: AgentStates,
  options: FitAgentsOptions,
): Promise<AgentFit> {
  const { agent: name } = options.config
  const columns = tradedColumns(view, range, options.config.tradedAssets)
  if (name === 'hold') return { agents: {}, epochs: [] }
  const agents: Record<string, StoredAgent> = {}
  const epochs: TrainingEpoch[] = []
  try {
    for (const [place, column] of columns.entries()) {
      const fitted = await fitAgent(view, range, states, { ...options, name, column })
      agents[agentKey(place)] = fitted.agent
      epochs.push(epochOf(options, view.assets[column], place, fitted.measures))
      options.onEpoch(epochs[place], options.firstEpoch + columns.length)
    }
    return { agents, epochs }
  } catch (thrown) {
    disposeParams(agents as Params)
    throw thrown
  }
}

export function agentKey(place: number): string {
  return `a${place}`
}

interface AgentTask extends FitAgentsOptions {
  readonly name: LearningAgent
  readonly column: number
}

async function fitAgent(
  view: MarketView,
  range: DateRange,
  states: AgentStates,
  { config, key, signal, name, column }: AgentTask,
) {
  const rows = rowsWithAsset(view, range, column)
  const values = states.statesOf(view, rows, Int32Array.of(column))
  const { width } = states
  const scaling = scalingOf(values, width)
  const training = { states: values, width, returns: columnReturns(view, column), ...rows }
  let measures: readonly NamedValue[] = []
  const network = await learnAgent(name, trainingMarket(training, scaling), learningOf(config), {
    key: foldIn(foldIn(key, 'agents'), view.assets[column]),
    signal,
    onUpdate: (latest) => {
      measures = latest
    },
  })
  return { agent: { network, scaling: tensorsOf(scaling) }, measures }
}

/** Rows of the range from the first with the asset in the universe. */
function rowsWithAsset(
  { dates, assets, universe }: MarketView,
  { from, to }: DateRange,
  column: number,
): RowRange {
  const end = dates.findLastIndex((date) => date <= to) + 1
  let first = lowerBound(dates, from)
  while (first < end && universe[first * assets.length + column] === 0) first++
  return { from: first, end }
}

function tensorsOf({ mean, deviation }: Scaling): StoredAgent['scaling'] {
  return { mean: tf.tensor1d(mean), deviation: tf.tensor1d(deviation) }
}

/** One for each agent: what its last update measured. */
function epochOf(
  { seed, firstEpoch }: FitAgentsOptions,
  symbol: string,
  place: number,
  measures: readonly NamedValue[],
): TrainingEpoch {
  const unmeasured = { loss: null, netSharpe: null, grossSharpe: null, turnover: null }
  return {
    ...unmeasured,
    explainedVariance: null,
    effectiveFactors: null,
    seed,
    epoch: firstEpoch + place,
    metrics: measures.map(({ name, value }) => ({ name: `${symbol} ${name}`, value })),
    best: true,
  }
}
