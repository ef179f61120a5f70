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
  description: 'Why a job failed.',
  valuesConfig: {
    RETRYABLE: { description: 'Something outside: it is tried again by itself.' },
    DATA: { description: 'Data or settings: a person must correct them.' },
    MEMORY: { description: 'Memory ran out, with a smaller batch too.' },
    LOST: { description: 'Its worker ended again and again without a word.' },
    BUG: { description: 'Unexpected.' },
  },
})

@ObjectType({ simpleResolvers: true, description: 'How far a running job is.' })
export class JobProgress {
  @Field(() => Float, { description: 'Share that is done, 0 to 1.' })
  fraction!: number

  @Field(() => String, { description: 'In words: `epoch 7/15, net Sharpe 1.42`.' })
  state!: string

  @Field(() => Int, { nullable: true })
  seed?: number

  @Field(() => Int, { nullable: true })
  epoch?: number

  @Field(() => Int, { nullable: true, description: 'Epochs at most.' })
  epochCount?: number

  @Field(() => Float, { nullable: true, description: 'In training, of the last epoch.' })
  netSharpe?: number

  @Field(() => Float, { nullable: true, description: 'At the pace so far.' })
  secondsLeft?: number
}

@ObjectType({ simpleResolvers: true, description: 'One execution of a task.' })
export class Job {
  @Field(() => ID)
  id!: number

  @Field(() => String, { description: '`window`, `seed`, or a task of the schedule.' })
  task!: string

  @Field(() => JobStatus)
  status!: JobStatus

  @Field(() => ID, { nullable: true, description: 'The run it works for.' })
  runId!: string | null

  @Field(() => String, { nullable: true, description: 'The window, by the name of its split.' })
  split!: string | null

  @Field(() => Int, { nullable: true })
  seed!: number | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'The tick it was made for.' })
  slot!: Date | null

  @Field(() => Boolean, { description: 'Whether it needs a graphics card.' })
  gpu!: boolean

  @Field(() => Int, { description: 'How often it was begun.' })
  attempts!: number

  @Field(() => DateTimeScalar, { description: 'Not begun before.' })
  runAt!: Date

  @Field(() => JobProgress, { nullable: true })
  progress!: JobProgress | null

  @Field(() => String, { nullable: true, description: 'What it did, once it is done.' })
  outcome!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Why it failed, or failed last; one that waits is tried again.',
  })
  failure!: string | null

  @Field(() => FailureKind, { nullable: true })
  failureKind!: FailureKind | null

  @Field(() => String, { nullable: true, description: 'What a person can do about it.' })
  remedy!: string | null

  @Field(() => DateTimeScalar)
  createdAt!: Date

  @Field(() => DateTimeScalar, { nullable: true })
  startedAt!: Date | null

  @Field(() => DateTimeScalar, { nullable: true })
  finishedAt!: Date | null
}

@ObjectType({ simpleResolvers: true, description: 'The next tick of a task of the schedule.' })
export class Tick {
  @Field(() => String)
  task!: string

  @Field(() => DateTimeScalar, { nullable: true })
  at!: Date | null

  @Field(() => String)
  cron!: string

  @Field(() => String)
  timeZone!: string

  @Field(() => String, { nullable: true, description: 'Sessions of this exchange alone.' })
  exchange!: string | null
}

@ObjectType({ simpleResolvers: true, description: 'How many jobs there are.' })
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
@ObjectType({ description: 'What runs unattended: the queue, and what the schedule puts into it.' })
export class Jobs {}
