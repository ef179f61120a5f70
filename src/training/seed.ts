import { UserError } from '../lib/errors.js'
import type { DateRange, TrainingEpoch } from '../results.js'
import type { Params } from '../tensor/params.js'
import { foldIn, type Key } from '../tensor/random.js'
import type { EpochMeasures } from './epochs.js'
import { type Trained, train } from './loop.js'
import type { Task, TrainingState } from './task.js'

export interface SeedOptions {
  readonly config: { readonly learningRate: number; readonly epochs: number }
  readonly seed: number
  readonly key: Key
  readonly signal: AbortSignal
  readonly onEpoch: (epoch: TrainingEpoch, epochCount: number) => void
}

/** Parameters and carried state, which the caller disposes. */
export interface TrainedSeedState<P extends Params, C extends Params> extends TrainingState<P, C> {
  /** Of the attempt that worked. */
  readonly epochs: readonly TrainingEpoch[]
}

/** A seed that diverges is tried once more, from other draws: of its blocks, and of its parameters where it starts cold. */
const ATTEMPTS = ['first', 'second'] as const

/** Trains one seed, twice if it diverges the first time; a UserError where it does so again. */
export async function trainSeed<P extends Params, C extends Params = Params>(
  task: Task<P, EpochMeasures, C>,
  range: DateRange,
  { config, seed, key, signal, onEpoch }: SeedOptions,
): Promise<TrainedSeedState<P, C>> {
  const divergedIn: number[] = []
  for (const attempt of ATTEMPTS) {
    const outcome = await train(task, {
      key: foldIn(key, attempt),
      signal,
      onEpoch: (measures, epoch, best) =>
        onEpoch({ ...measures, seed, epoch, best }, config.epochs),
    })
    if ('params' in outcome) return seedState(outcome, seed)
    divergedIn.push(outcome.divergedIn + 1)
  }
  throw divergedTwice(divergedIn, range, seed, config.learningRate)
}

function seedState<P extends Params, C extends Params>(
  { params, carried, bestEpoch, summaries }: Trained<P, EpochMeasures, C>,
  seed: number,
): TrainedSeedState<P, C> {
  const epochs = summaries.map((measures, epoch) => {
    return { ...measures, seed, epoch, best: epoch === bestEpoch }
  })
  return { params, carried, epochs }
}

function divergedTwice(
  epochs: readonly number[],
  { from, to }: DateRange,
  seed: number,
  learningRate: number,
): UserError {
  return new UserError(
    `seed ${seed} diverged to NaN or infinity twice, in epochs ${epochs.join(' and ')} of ` +
      `${from} to ${to}; lower learningRate (${learningRate}) or take another seed`,
  )
}
