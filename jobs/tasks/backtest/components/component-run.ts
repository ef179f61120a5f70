import { UserError } from '../../../../src/lib/errors.js'
import type { StoredDataset } from '../../../../src/store/datasets.js'
import {
  restatedUpTo,
  restatementsOf,
  type StoredRestatement,
} from '../../../../src/store/publish/resume.js'
import { runsById, type StoredRun } from '../../../../src/store/read/runs.js'
import {
  type PublishedVersion,
  type StoredSplit,
  splitsOfRuns,
} from '../../../../src/store/read/splits.js'
import type { Db } from '../../../session/session.js'

export interface ShownSplit extends StoredSplit {
  readonly current: PublishedVersion
}

/** A run that a blend holds, with its splits as they are now. */
export interface ComponentRun {
  readonly run: StoredRun
  readonly dataset: string
  readonly splits: readonly StoredSplit[]
  /** Those that are published, chronological. */
  readonly shown: readonly ShownSplit[]
  /** Versions of the dataset that changed past rows. */
  readonly restatements: readonly StoredRestatement[]
}

/** The runs of these ids with their splits; a UserError for one that was removed. */
export async function componentRuns(
  db: Db,
  { id, name }: StoredDataset,
  runIds: readonly string[],
): Promise<ComponentRun[]> {
  const runs = await runsById(db, runIds)
  const splitsOf = await splitsOfRuns(db, runIds)
  const restatements = await restatementsOf(db, id)
  return runIds.map((runId, i) => {
    const run = runs[i]
    if (!run) {
      throw new UserError(
        `run ${runId}, which the blend is made of, was removed: make another, ` +
          `residua backtest --dataset ${name} --strategy blend --config runs=…`,
      )
    }
    const splits = splitsOf[i] ?? []
    return { run, dataset: name, splits, shown: splits.filter(isShown), restatements }
  })
}

function isShown(split: StoredSplit): split is ShownSplit {
  return split.current !== null
}

/** The last date that a split has a book of; none before its test range. */
export function bookedTo({ current }: ShownSplit): string {
  return current.nextDate ?? current.scoredTo ?? ''
}

/** Whether a split was computed from data that were restated within its dates since. */
export function isRestated({ restatements }: ComponentRun, split: ShownSplit): boolean {
  return split.current.datasetVersionId < restatedUpTo(restatements, split.testTo)
}
