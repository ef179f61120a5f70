import { type Kysely, sql } from 'kysely'
import type { EngineInfo, SplitSource } from '../../results.js'
import type { Database } from '../tables/index.js'

type SplitStatus = 'queued' | 'running' | 'published' | 'failed'

/** What was published of a split at one data version. */
export interface PublishedVersion {
  readonly id: number
  /** Key of the arrays (`*_day.content_id`); versions that differ in accounts alone share them. */
  readonly contentId: number
  readonly datasetVersionId: number
  /** The data version of that publication. */
  readonly version: number
  /** Last date with PnL, factor returns and residuals; null before the first. */
  readonly scoredTo: string | null
  /** The decided, not yet realised date of a live split. */
  readonly nextDate: string | null
  readonly publishedAt: Date
  /** What a reader should know before trusting it, a sentence each. */
  readonly warnings: readonly string[]
  /** Splits of other runs that it was made of, where its strategy reads some. */
  readonly sources?: readonly SplitSource[]
}

export interface StoredSplit {
  readonly id: number
  readonly runId: string
  readonly datasetId: number
  readonly strategy: string
  readonly name: string
  readonly status: SplitStatus
  readonly failure: string | null
  readonly live: boolean
  readonly trainFrom: string
  readonly trainTo: string
  readonly testFrom: string
  readonly testTo: string
  readonly datasetVersionId: number
  /** Of the calendar of its dataset; measures are annualised by it. */
  readonly datesPerYear: number
  /** The seed whose factor model is served. */
  readonly seed: number
  readonly bookSeeds: readonly number[]
  readonly engine: string | null
  readonly engineInfo: EngineInfo | null
  readonly trainSeconds: number | null
  readonly factorCount: number
  readonly latentCount: number
  readonly assetCount: number
  readonly characteristicNames: readonly string[]
  readonly characteristicGroups: readonly string[]
  /** Null until the first publication. */
  readonly current: PublishedVersion | null
  /** Set where `current` is what was published at that instant. */
  readonly asOf?: Date
}

/** Splits with the version that answers, or with each of their versions. */
export function selectSplits(db: Kysely<Database>, version: 'current' | 'each') {
  return db
    .selectFrom('split')
    .innerJoin('run', 'run.id', 'split.run_id')
    .leftJoin('split_version as sv', (join) =>
      version === 'current'
        ? join.onRef('sv.id', '=', 'split.current_version_id')
        : join.onRef('sv.split_id', '=', 'split.id'),
    )
    .select([
      'split.id',
      'split.run_id as runId',
      'run.dataset_id as datasetId',
      'run.strategy',
      'split.name',
      'split.status',
      'split.failure',
      'split.live',
      'split.train_from as trainFrom',
      'split.train_to as trainTo',
      'split.test_from as testFrom',
      'split.test_to as testTo',
      'split.dataset_version_id as datasetVersionId',
      sql<number>`(
        select (calendar->>'datesPerYear')::float8 from dataset_version as data
        where data.dataset_id = run.dataset_id order by data.number desc limit 1)`.as(
        'datesPerYear',
      ),
      'split.seed',
      'split.book_seeds as bookSeeds',
      'split.engine',
      'split.engine_info as engineInfo',
      'split.train_seconds as trainSeconds',
      'split.factor_count as factorCount',
      'split.latent_count as latentCount',
      'split.asset_count as assetCount',
      'split.characteristic_names as characteristicNames',
      'split.characteristic_groups as characteristicGroups',
      'sv.id as versionId',
      'sv.content_id as contentId',
      'sv.dataset_version_id as publishedDatasetVersionId',
      'sv.version',
      'sv.scored_to as scoredTo',
      'sv.next_date as nextDate',
      'sv.published_at as publishedAt',
      'sv.warnings',
      'sv.sources',
    ])
}

type SplitRow = Awaited<ReturnType<ReturnType<typeof selectSplits>['execute']>>[number]

export function toSplit(row: SplitRow): StoredSplit {
  const {
    versionId,
    contentId,
    publishedDatasetVersionId,
    version,
    scoredTo,
    nextDate,
    publishedAt,
    warnings,
    sources,
    ...split
  } = row
  if (
    versionId === null ||
    contentId === null ||
    publishedDatasetVersionId === null ||
    version === null ||
    publishedAt === null ||
    warnings === null
  ) {
    return { ...split, current: null }
  }
  const datasetVersionId = publishedDatasetVersionId
  return {
    ...split,
    current: {
      id: versionId,
      contentId,
      datasetVersionId,
      version,
      scoredTo,
      nextDate,
      publishedAt,
      warnings,
      ...(sources && { sources }),
    },
  }
}
