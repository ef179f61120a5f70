import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql'
import { UserError } from '../../src/lib/errors.js'
import {
  countJobs,
  finishedJobs,
  type StoredJob,
  unfinishedJobs,
} from '../../src/store/jobs/job.js'
import { scheduleEntries } from '../../src/store/jobs/schedule-entries.js'
import { liveWorkers } from '../../src/store/jobs/workers.js'
import { toFirst } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { DateScalar } from '../api/scalars.js'
import { Cost } from '../cost/cost.js'
import { firstRows, shortList } from '../cost/lists.js'
import { fromListener } from './from-listener.js'
import { Job, JobCounts, Jobs, Tick } from './jobs.type.js'

interface Subscribing {
  readonly args: { readonly id?: string | null }
  readonly context: Context
}

const FIRST = { defaultValue: 20, nullable: true } as const

@Resolver(() => Jobs)
export class JobsResolver {
  @Query(() => Jobs, {
    description: 'Queued, running and finished jobs, and the next ticks of the schedule.',
  })
  jobs(@Ctx() { ofThisMoment }: Context): Jobs {
    ofThisMoment()
    return new Jobs()
  }

  @FieldResolver(() => JobCounts)
  counts(@Ctx() { loaders }: Context): Promise<JobCounts> {
    return countJobs(loaders.db)
  }

  @FieldResolver(() => Int, { description: 'Number of workers with a recent heartbeat.' })
  async workers(@Ctx() { loaders }: Context): Promise<number> {
    return (await liveWorkers(loaders.db)).length
  }

  @Cost(firstRows)
  @FieldResolver(() => [Job], { description: 'Queued jobs, in the order of execution.' })
  queue(
    @Arg('first', () => Int, FIRST) first: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<StoredJob[]> {
    return unfinishedJobs(loaders.db, 'queued', toFirst(first ?? 20))
  }

  @Cost(firstRows)
  @FieldResolver(() => [Job])
  running(
    @Arg('first', () => Int, FIRST) first: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<StoredJob[]> {
    return unfinishedJobs(loaders.db, 'running', toFirst(first ?? 20))
  }

  @Cost(firstRows)
  @FieldResolver(() => [Job], { description: 'Finished, failed and cancelled jobs, newest first.' })
  history(
    @Arg('first', () => Int, FIRST) first: number | null,
    @Arg('after', () => ID, {
      nullable: true,
      description: 'Id of the last job of the page before.',
    })
    after: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<StoredJob[]> {
    const before = after === null || after === undefined ? undefined : toJobId(after)
    return finishedJobs(loaders.db, { first: toFirst(first ?? 20), after: before })
  }

  @Cost(firstRows)
  @FieldResolver(() => [Job], { description: 'Failed jobs that are not retried, newest first.' })
  failures(
    @Arg('first', () => Int, FIRST) first: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<StoredJob[]> {
    return finishedJobs(loaders.db, { status: ['failed'], first: toFirst(first ?? 20) })
  }

  @Cost(shortList)
  @FieldResolver(() => [Tick], {
    description: 'Next tick of each scheduled task, as reported by the schedulers, soonest first.',
  })
  async nextTicks(@Ctx() { loaders }: Context): Promise<Tick[]> {
    const entries = await scheduleEntries(loaders.db)
    return entries.map(({ nextSlot, ...entry }) => ({ ...entry, at: nextSlot }))
  }
}

@Resolver(() => Job)
export class JobResolver {
  @Subscription(() => Job, {
    description:
      'Sends every unfinished job once, then a job whenever it changes: its progress at most once a ' +
      'second, and its end. Over SSE at `/graphql/stream` or WebSocket at `/graphql`.',
    subscribe: ({ args, context }: Subscribing) => {
      const { jobs } = context
      if (!jobs) throw elsewhere()
      const wanted = args.id === null || args.id === undefined ? null : toJobId(args.id)
      return fromListener<StoredJob>({
        subscribe: (listener) => jobs.subscribe(listener),
        keeps: ({ id }) => wanted === null || id === wanted,
        overrun: 'the subscriber reads too slowly and missed job events: subscribe again',
      })
    },
  })
  jobProgress(
    @Arg('id', () => ID, {
      nullable: true,
      description: 'Id of the only job to follow; omit it for all.',
    })
    _id: string | null | undefined,
    @Root() job: StoredJob | undefined,
  ): StoredJob {
    // As a query it is executed without having subscribed.
    if (!job) throw elsewhere()
    return job
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'Trading date that a scheduled task works for; null for other jobs.',
  })
  date(@Root() { payload }: StoredJob): string | null {
    return typeof payload.date === 'string' ? payload.date : null
  }
}

function toJobId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UserError(`${JSON.stringify(text)} is no job: its id is a number`)
}

function elsewhere(): UserError {
  return new UserError('subscribe over SSE at /graphql/stream, or over WebSocket at /graphql')
}
