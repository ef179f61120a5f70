import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql'
import type { StoredRun } from '../src/store/runs.js'
import type { StoredSplit } from '../src/store/splits.js'
import { DEFAULT_STRATEGY } from '../src/store/strategies.js'
import type { StoredEpoch } from '../src/store/training.js'
import { splitsOf } from './answering.js'
import type { Context } from './context.js'
import { DateRange } from './date-range.type.js'
import { NotFoundError } from './errors.js'
import { Run } from './run.type.js'
import { DateScalar, DateTimeScalar } from './scalars.js'
import { Split } from './split.type.js'
import { TrainingEpoch } from './training-epoch.type.js'

const nullable = true

@Resolver(() => Split)
export class SplitResolver {
  @Query(() => [Split], {
    description: 'Chronological; by default those of the answering run of each strategy.',
  })
  splits(
    @Arg('strategy', () => String, { nullable }) strategy: string | null | undefined,
    @Arg('run', () => ID, { nullable }) run: string | null | undefined,
    @Arg('dataset', () => String, { nullable }) dataset: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<StoredSplit[]> {
    return splitsOf({ strategy, run, dataset }, loaders)
  }

  @Query(() => Split, {
    nullable,
    description: 'A split by name, null where there is none; by default of attention-longconv.',
  })
  async split(
    @Arg('name', () => String) name: string,
    @Arg('strategy', () => String, { nullable }) strategy: string | null | undefined,
    @Arg('run', () => ID, { nullable }) run: string | null | undefined,
    @Arg('dataset', () => String, { nullable }) dataset: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<StoredSplit | null> {
    const of = strategy ?? (run ? undefined : DEFAULT_STRATEGY)
    const splits = await splitsOf({ strategy: of, run, dataset }, loaders).catch(noneIfUnknown)
    return splits.find((split) => split.name === name) ?? null
  }

  @FieldResolver(() => Run)
  run(@Root() { runId }: StoredSplit, @Ctx() { loaders }: Context): Promise<StoredRun | null> {
    return loaders.run.load(runId)
  }

  @FieldResolver(() => Int, { description: 'Data version of its publication; 0 before it.' })
  version(@Root() { current }: StoredSplit): number {
    return current?.version ?? 0
  }

  @FieldResolver(() => DateTimeScalar, { nullable })
  publishedAt(@Root() { current }: StoredSplit): Date | null {
    return current?.publishedAt ?? null
  }

  @FieldResolver(() => DateRange)
  train(@Root() { trainFrom, trainTo }: StoredSplit): DateRange {
    return { from: trainFrom, to: trainTo }
  }

  @FieldResolver(() => DateRange, { description: 'Of a live split, to its planned end.' })
  test(@Root() { testFrom, testTo }: StoredSplit): DateRange {
    return { from: testFrom, to: testTo }
  }

  @FieldResolver(() => DateScalar, {
    nullable,
    description: 'Of a live split: the exchange session that its last book is for.',
  })
  nextDate(@Root() { current }: StoredSplit): string | null {
    return current?.nextDate ?? null
  }

  @FieldResolver(() => [TrainingEpoch], { description: 'By seed and epoch; empty if untrained.' })
  training(
    @Root() { current }: StoredSplit,
    @Ctx() { loaders }: Context,
  ): Promise<StoredEpoch[]> | [] {
    return current ? loaders.training.load(current.contentId) : []
  }
}

function noneIfUnknown(thrown: unknown): [] {
  if (thrown instanceof NotFoundError) return []
  throw thrown
}
