import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql'
import { DEFAULT_STRATEGY } from '../../src/catalogue.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { StoredEpoch } from '../../src/store/read/training.js'
import { splitsOf, splitThen } from '../api/answering.js'
import { toFirst } from '../api/arguments.js'
import { type Connection, fromCursor, toConnection, toCursor } from '../api/connection.js'
import type { Context } from '../api/context.js'
import { DateRange } from '../api/date-range.type.js'
import { NotFoundError } from '../api/errors.js'
import { DateScalar, DateTimeScalar } from '../api/scalars.js'
import { Cost } from '../cost/cost.js'
import { shortList } from '../cost/lists.js'
import { eachEpoch } from '../cost/results.js'
import { eachSplit, namedSplit, pageOfSplits } from '../cost/splits.js'
import { Run } from './run.type.js'
import { Split, SplitConnection } from './split.type.js'
import { TrainingEpoch } from './training-epoch.type.js'

const nullable = true

@Resolver(() => Split)
export class SplitResolver {
  @Cost(eachSplit)
  @Query(() => [Split], {
    description: 'Splits, chronological; by default those of the answering run of each strategy.',
  })
  splits(
    @Arg('strategy', () => String, { nullable }) strategy: string | null | undefined,
    @Arg('run', () => ID, { nullable }) run: string | null | undefined,
    @Arg('dataset', () => String, { nullable }) dataset: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<StoredSplit[]> {
    return splitsOf({ strategy, run, dataset }, loaders)
  }

  @Cost(namedSplit)
  @Query(() => Split, {
    nullable,
    description:
      'A split by name; null where there is none. The default strategy is attention-longconv.',
  })
  async split(
    @Arg('name', () => String) name: string,
    @Arg('strategy', () => String, { nullable }) strategy: string | null | undefined,
    @Arg('run', () => ID, { nullable }) run: string | null | undefined,
    @Arg('dataset', () => String, { nullable }) dataset: string | null | undefined,
    @Arg('asOf', () => DateTimeScalar, {
      nullable,
      description:
        'Returns the split as it was published at this instant, without later dates and ' +
        'corrections of it and of the splits before it; null where it was not published then. ' +
        'Without `run`, the answering run of today is read, or where that had not published the ' +
        'split yet, the run that had published it last.',
    })
    asOf: Date | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<StoredSplit | null> {
    const of = strategy ?? (run ? undefined : DEFAULT_STRATEGY)
    const selection = { strategy: of, run, dataset }
    const splits = await splitsOf(selection, loaders).catch(noneIfUnknown)
    const found = splits.find((split) => split.name === name) ?? null
    return asOf ? splitThen({ name, asOf, found, selection }, loaders) : found
  }

  @Cost(pageOfSplits)
  @Query(() => SplitConnection, {
    description: 'As `splits`, in pages with Relay cursors.',
  })
  async splitConnection(
    @Arg('strategy', () => String, { nullable }) strategy: string | null | undefined,
    @Arg('run', () => ID, { nullable }) run: string | null | undefined,
    @Arg('dataset', () => String, { nullable }) dataset: string | null | undefined,
    @Arg('first', () => Int, { nullable, defaultValue: 20 }) first: number | null,
    @Arg('after', () => String, { nullable }) after: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<StoredSplit>> {
    const limit = toFirst(first ?? 20)
    const last = fromCursor(after, isSplitKey)
    const splits = await splitsOf({ strategy, run, dataset }, loaders)
    const start = last ? splits.findIndex((split) => split.id === last[1]) + 1 : 0
    // The split of the cursor was removed since: the page begins behind its place.
    const rest =
      last && start === 0
        ? splits.filter(({ testFrom }) => testFrom > last[0])
        : splits.slice(start)
    return toConnection(rest.slice(0, limit), {
      cursorOf: ({ testFrom, id }) => toCursor(testFrom, id),
      hasNextPage: rest.length > limit,
      after,
    })
  }

  @FieldResolver(() => Run)
  run(@Root() { runId }: StoredSplit, @Ctx() { loaders }: Context): Promise<StoredRun | null> {
    return loaders.run.load(runId)
  }

  @FieldResolver(() => Int, { description: 'Data version of the publication; 0 before the first.' })
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

  @FieldResolver(() => DateRange, {
    description:
      'Test range: the dates the split decides for. That of a live split ends at its planned end.',
  })
  test(@Root() { testFrom, testTo }: StoredSplit): DateRange {
    return { from: testFrom, to: testTo }
  }

  @FieldResolver(() => DateScalar, {
    nullable,
    description: 'Exchange session that the last book of a live split is decided for; else null.',
  })
  nextDate(@Root() { current }: StoredSplit): string | null {
    return current?.nextDate ?? null
  }

  @Cost(shortList)
  @FieldResolver(() => [String], {
    description:
      'What to know before trusting its results, a sentence each: no book on more than a tenth of its dates.',
  })
  warnings(@Root() { current }: StoredSplit): readonly string[] {
    return current?.warnings ?? []
  }

  @Cost(eachEpoch)
  @FieldResolver(() => [TrainingEpoch], {
    description: 'Epochs of the training by seed; empty where the strategy trains nothing.',
  })
  training(
    @Root() { current }: StoredSplit,
    @Ctx() { loaders }: Context,
  ): Promise<StoredEpoch[]> | [] {
    return current ? loaders.training.load(current.contentId) : []
  }
}

function isSplitKey(key: readonly unknown[]): key is readonly [string, number] {
  return key.length === 2 && typeof key[0] === 'string' && Number.isInteger(key[1])
}

function noneIfUnknown(thrown: unknown): [] {
  if (thrown instanceof NotFoundError) return []
  throw thrown
}
