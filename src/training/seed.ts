import { UserError } from '../lib/errors.js'
import type { DateRange, TrainingEpoch } from '../results.js'
import type { FitOptions } from '../strategy/strategy.js'
import type { Params } from '../tensor/params.js'
import { foldIn } from '../tensor/random.js'
import { type Task, train } from './loop.js'

/** What a strategy's tasks say of an epoch. */
export interface EpochSummary {
  readonly epoch: Omit<TrainingEpoch, 'seed' | 'epoch' | 'best'>
}

export interface TrainedSeedParams<P> {
  /** The caller disposes them. */
  readonly params: P
  /** Of the attempt that worked. */
  readonly epochs: readonly TrainingEpoch[]
}

/** A seed that diverges is tried once more, from another start. */
const ATTEMPTS = ['first', 'second'] as const

/** Trains one seed, twice if it diverges the first time; a UserError where it does so again. */
export async function trainSeed<P extends Params>(
  task: Task<P, EpochSummary>,
  { from, to }: DateRange,
  {
    config,
    seed,
    key,
    signal,
    onEpoch,
  }: Omit<FitOptions<{ readonly learningRate: number; readonly epochs: number }>, 'cache'>,
): Promise<TrainedSeedParams<P>> {
  const divergedIn: number[] = []
  for (const attempt of ATTEMPTS) {
    const outcome = await train(task, {
      key: foldIn(key, attempt),
      signal,
      onEpoch: (summary, epoch, best) =>
        onEpoch({ ...summary.epoch, seed, epoch, best }, config.epochs),
    })
    if ('params' in outcome) {
      const { params, bestEpoch, summaries } = outcome
      const epochs = summaries.map((summary, epoch) => {
        return { ...summary.epoch, seed, epoch, best: epoch === bestEpoch }
      })
      return { params, epochs }
    }
    divergedIn.push(outcome.divergedIn + 1)
  }
  throw new UserError(
    `seed ${seed} diverged to NaN or infinity twice, in epochs ${divergedIn.join(' and ')} of ` +
      `${from} to ${to}; lower learningRate (${config.learningRate}) or take another seed`,
  )
}
