import { readFile } from 'node:fs/promises'
import { saveCheckpoint } from '../../../src/store/checkpoints.js'
import type { JobContext } from '../../queue/job-task.js'
import {
  bringCheckpoints,
  checkpointPath,
  type WindowOfRun,
} from '../backtest/bring-checkpoints.js'

/** The checkpoints of one window, in the home and, where it is so set, in the database too. */
export interface CheckpointMirror {
  /** Brings here what other workers trained. */
  pull(): Promise<void>
  /** Lets other workers have a seed. */
  push(seed: number): Promise<void>
}

/**
 * Workers that share a home share its files; others find each other's seeds in the database. A file
 * carries its own checksum, and what does not match it is trained again.
 */
export function checkpointMirror(
  { session, settings }: Pick<JobContext, 'session' | 'settings'>,
  { runId, split }: WindowOfRun,
): CheckpointMirror {
  if (settings.worker?.checkpoints !== 'database') {
    return { pull: async () => {}, push: async () => {} }
  }
  const { db, config } = session
  const window = { runId, split }
  return {
    pull: () => bringCheckpoints(session, window),
    async push(seed) {
      const content = await readFile(checkpointPath(config.home, window, seed))
      await saveCheckpoint(db, { ...window, seed, content })
    },
  }
}
