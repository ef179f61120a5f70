import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql'
import { DateTimeScalar } from '../api/scalars.js'

export enum JobStatus {
  QUEUED = 'queued',
  RUNNING = 'running',
  DONE = 'done',
  FAILED = 'failed',
  CANCELLED = 'cancelled',
}
registerEnumType(JobStatus, { name: 'JobStatus' })

export enum FailureKind {
  RETRYABLE = 'retryable',
  DATA = 'data',
  MEMORY = 'memory',
  LOST = 'lost',
  BUG = 'bug',
}
registerEnumType(FailureKind, {
  name: 'FailureKind',
  description: 'Kind of failure of a job.',
  valuesConfig: {
    RETRYABLE: {
      description: 'A cause outside the program, such as the network: the job is retried.',
    },
    DATA: { description: 'Wrong data or settings: a person must correct them.' },
    MEMORY: { description: 'Out of memory, with a smaller batch too.' },
    LOST: { description: 'Workers lost their heartbeat in several attempts.' },
    BUG: { description: 'An unexpected error: a bug of the program.' },
  },
})

@ObjectType({ simpleResolvers: true, description: 'Progress of a running job.' })
export class JobProgress {
  @Field(() => Float, { description: 'Share of the work that is done, from 0 to 1.' })
  fraction!: number

  @Field(() => String, { description: 'Progress as text, e.g. `epoch 7/15, net Sharpe 1.42`.' })
  state!: string

  @Field(() => Int, { nullable: true })
  seed?: number

  @Field(() => Int, { nullable: true })
  epoch?: number

  @Field(() => Int, { nullable: true, description: 'Largest number of epochs.' })
  epochCount?: number

  @Field(() => Float, {
    nullable: true,
    description: 'Net Sharpe ratio of the last epoch, in sample.',
  })
  netSharpe?: number

  @Field(() => Float, {
    nullable: true,
    description: 'Estimated seconds to the end, at the pace so far.',
  })
  secondsLeft?: number
}

@ObjectType({ simpleResolvers: true, description: 'One execution of a task.' })
export class Job {
  @Field(() => ID)
  id!: number

  @Field(() => String, {
    description:
      'Name of the task: `window` (a split), `seed` (one seed of a split) or a scheduled task.',
  })
  task!: string

  @Field(() => JobStatus)
  status!: JobStatus

  @Field(() => ID, { nullable: true, description: 'Id of the run that the job computes.' })
  runId!: string | null

  @Field(() => String, { nullable: true, description: 'Name of the split that the job computes.' })
  split!: string | null

  @Field(() => Int, { nullable: true })
  seed!: number | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Tick that queued the job; null where none did.',
  })
  slot!: Date | null

  @Field(() => Boolean, { description: 'Whether the job needs a graphics card.' })
  gpu!: boolean

  @Field(() => Int, { description: 'Number of attempts.' })
  attempts!: number

  @Field(() => DateTimeScalar, { description: 'Earliest instant of the next attempt.' })
  runAt!: Date

  @Field(() => JobProgress, { nullable: true })
  progress!: JobProgress | null

  @Field(() => String, { nullable: true, description: 'Result of a finished job, in one line.' })
  outcome!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Reason of the last failed attempt; a queued job is retried.',
  })
  failure!: string | null

  @Field(() => FailureKind, { nullable: true })
  failureKind!: FailureKind | null

  @Field(() => String, { nullable: true, description: 'What a person can do about the failure.' })
  remedy!: string | null

  @Field(() => DateTimeScalar)
  createdAt!: Date

  @Field(() => DateTimeScalar, { nullable: true })
  startedAt!: Date | null

  @Field(() => DateTimeScalar, { nullable: true })
  finishedAt!: Date | null
}

@ObjectType({ simpleResolvers: true, description: 'Next tick of a scheduled task.' })
export class Tick {
  @Field(() => String)
  task!: string

  @Field(() => DateTimeScalar, { nullable: true })
  at!: Date | null

  @Field(() => String)
  cron!: string

  @Field(() => String)
  timeZone!: string

  @Field(() => String, {
    nullable: true,
    description: 'Exchange whose sessions alone have ticks; null where every day has.',
  })
  exchange!: string | null
}

@ObjectType({ simpleResolvers: true, description: 'Number of jobs by status.' })
export class JobCounts {
  @Field(() => Int)
  queued!: number

  @Field(() => Int)
  running!: number

  @Field(() => Int)
  done!: number

  @Field(() => Int)
  failed!: number

  @Field(() => Int)
  cancelled!: number
}

/** Its fields are asked for one by one. */
@ObjectType({ description: 'Job queue and schedule.' })
export class Jobs {}
