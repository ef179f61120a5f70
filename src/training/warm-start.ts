import type { DateRange } from '../results.js'
import { cloneParams, disposeParams, entries, fromBytes, type Params } from '../tensor/params.js'
import { keyOf } from '../tensor/random.js'
import type { EpochMeasures } from './epochs.js'
import { type SeedOptions, type TrainedSeedState, trainSeed } from './seed.js'
import type { TrainingSettings } from './settings.js'
import type { Task } from './task.js'

type WarmSettings = Pick<TrainingSettings, 'warmStart' | 'warmEpochs' | 'epochs'>

/** Epochs of a split that starts warm: `⌈epochs / 3⌉` unless they are given. */
export function warmEpochsOf({ epochs, warmEpochs }: WarmSettings): number {
  return warmEpochs ?? Math.ceil(epochs / 3)
}

/** Epochs of a split that starts warm, as a share of those of a cold one; null where every split starts cold. */
export function warmShare(config: WarmSettings): number | null {
  return config.warmStart ? warmEpochsOf(config) / config.epochs : null
}

interface WarmOptions<Config> extends Omit<SeedOptions, 'config'> {
  readonly config: Config
  /** The checkpoint of this seed in the split before; a cold start without it. */
  readonly start?: Uint8Array
}

/**
 * Trains one seed from the parameters of a checkpoint, in `warmEpochs` epochs. Everything else is as in a cold
 * training: moments of the optimiser at 0, the schedule from its peak, keys of the split and the seed. Cold where
 * there is no checkpoint, or where its parameters have other shapes than those of this split (another number of factors).
 */
export async function trainFrom<
  P extends Params,
  Config extends WarmSettings & SeedOptions['config'],
>(
  taskOf: (config: Config) => Task<P, EpochMeasures>,
  range: DateRange,
  { start, ...options }: WarmOptions<Config>,
): Promise<TrainedSeedState<P, Params>> {
  const cold = () => trainSeed(taskOf(options.config), range, options)
  if (!start) return cold()
  const config = { ...options.config, epochs: warmEpochsOf(options.config) }
  const task = taskOf(config)
  const params = fromBytes(start).params as P // written by the same strategy
  try {
    if (!fits(params, task)) return await cold()
    const warm = { ...task, init: () => cloneParams(params) }
    return await trainSeed(warm, range, { ...options, config })
  } finally {
    disposeParams(params)
  }
}

/** Whether a training of the task has parameters of these names and shapes. */
function fits<P extends Params>(params: P, task: Task<P, EpochMeasures>): boolean {
  const drawn = task.init(keyOf(0))
  const same = shapesOf(drawn) === shapesOf(params)
  disposeParams(drawn)
  return same
}

function shapesOf(params: Params): string {
  return JSON.stringify(entries(params).map(([name, { shape }]) => [name, shape]))
}
