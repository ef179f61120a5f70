import { z } from 'zod'
import { strategyInfo } from '../../catalogue.js'
import type { MarketView } from '../../data/source.js'
import type { Execution } from '../../execution/settings.js'
import type { DateRange } from '../../results.js'
import { disposeParams, type Params } from '../../tensor/params.js'
import { parseSettings } from '../parse-settings.js'
import { perSeed } from '../per-seed.js'
import { checkpointOf, paramsOf } from '../predictor/checkpoint.js'
import { marketSize } from '../predictor/predictor-strategy.js'
import { selectionOf, type TargetSettings, targetSettings } from '../predictor/settings.js'
import { stepMemory, withSmallerSteps } from '../predictor/step-memory.js'
import { fitStorm } from '../predictor/storm/fit.js'
import { placesOf } from '../predictor/storm/places.js'
import { type StormSettings, stormSettings } from '../predictor/storm/settings.js'
import { floatsPerCell, lookbackOf } from '../predictor/storm/shape.js'
import { type StoredStorm, storedStorm } from '../predictor/storm/stored.js'
import type { Fit, FitOptions, TrainedStrategy } from '../strategy.js'
import { agentBook } from './agent-book.js'
import { frozenAgents } from './agents.js'
import { fitAgents, type StoredAgents } from './fit-agents.js'
import { publishedModel } from './published-model.js'
import { type AgentSettings, agentSettings, termsOf } from './settings.js'
import { stormStates } from './storm-states.js'
import { tradedByAgents } from './traded-by-agents.js'
import { tradedColumns } from './traded-columns.js'

export type StormAgentsConfig = StormSettings & TargetSettings & AgentSettings & Execution

const INFO = strategyInfo('storm-agents')
const settings = z.strictObject({ ...stormSettings, ...targetSettings, ...agentSettings })

/**
 * STORM's trading task (Zhao et al., WSDM 2026): an agent for each of a few assets on the factors of a STORM
 * that is fitted on the same train range and then frozen. What STORM publishes is published too.
 */
export const stormAgents: TrainedStrategy<StormAgentsConfig> = {
  info: INFO,
  trains: true,
  defaultSeedCount: 1,
  settings,
  parseConfig: (overrides) => parseSettings(INFO.name, settings, overrides),
  inputs: (config) => ({
    ranks: selectionOf(config),
    bars: { lookback: lookbackOf(config) },
    memory: stepMemory(config, { floats: floatsPerCell(config), factorCount: 0 }),
  }),
  smaller: withSmallerSteps,
  fit,
  restore(checkpoints, { view, train, config }) {
    const places = placesOf(config, marketSize(view, train, config))
    const columns = tradedColumns(view, train, config.tradedAssets)
    const seeds = perSeed(checkpoints, (checkpoint) => {
      const { storm, agents } = openedCheckpoint(checkpoint, view)
      const states = stormStates(storm.network, places)
      const frozen = { states, agents: frozenAgents(agents, config, columns.length) }
      disposeParams(agents as Params)
      return { storm, frozen, dispose: () => disposeParams({ ...storm }) }
    })
    const book = agentBook({
      columns,
      seeds: seeds.map(({ frozen }) => frozen),
      terms: termsOf(config),
      opensAfter: train.to,
    })
    const model = publishedModel(
      seeds.map(({ storm }) => storm),
      { ...places, target: config },
    )
    return tradedByAgents(model, book, config)
  },
}

/** STORM first, then the agents on its states. */
async function fit(
  view: MarketView,
  range: DateRange,
  options: FitOptions<StormAgentsConfig>,
): Promise<Fit> {
  const { config } = options
  const places = placesOf(config, marketSize(view, range, config))
  const agentCount =
    config.agent === 'hold' ? 0 : tradedColumns(view, range, config.tradedAssets).length
  const { params: storm, epochs } = await fitStorm(
    view,
    range,
    {
      ...options,
      onEpoch: (epoch, count) => options.onEpoch(epoch, count + agentCount),
    },
    places,
  )
  try {
    const states = stormStates(storm.network, places)
    const fitted = await fitAgents(view, range, states, { ...options, firstEpoch: epochs.length })
    const checkpoint = checkpointOf(INFO.name, view, { storm: { ...storm }, agents: fitted.agents })
    return { checkpoint, epochs: [...epochs, ...fitted.epochs] }
  } catch (thrown) {
    disposeParams({ ...storm })
    throw thrown
  }
}

interface Opened {
  readonly storm: StoredStorm
  readonly agents: StoredAgents
}

function openedCheckpoint(checkpoint: Uint8Array, view: MarketView): Opened {
  const { storm, agents = {} } = paramsOf(checkpoint, view) as Params & Partial<Opened> // written by `fit`
  return { storm: storedStorm(storm as Params), agents }
}
