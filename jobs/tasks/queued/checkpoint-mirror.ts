import { readFile } from 'node:fs/promises'
import { saveCheckpoint } from '../../../src/store/checkpoints.js'
import type { JobContext } from '../../queue/job-task.js'
import { checkpointPath, pullCheckpoints, type SplitOfRun } from '../backtest/pull-checkpoints.js'

/** The checkpoints of one split: files in the home and, where configured, copies in the database. */
export interface CheckpointMirror {
  /** Copies the seeds that other workers trained into the home. */
  pull(): Promise<void>
  /** Copies a seed into the database, for other workers. */
  push(seed: number): Promise<void>
}

/**
 * Workers that share a home share its files; others exchange checkpoints through the database. A
 * checkpoint whose checksum does not match is trained again.
 */
export function checkpointMirror(
  { session, settings }: Pick<JobContext, 'session' | 'settings'>,
  split: SplitOfRun,
): CheckpointMirror {
  if (settings.worker?.checkpoints !== 'database') {
    return { pull: async () => {}, push: async () => {} }
  }
  const { db, config } = session
  return {
    pull: () => pullCheckpoints(session, split),
    async push(seed) {
      const content = await readFile(checkpointPath(config.home, split, seed))
      await saveCheckpoint(db, { ...split, seed, content })
    },
  }
}
