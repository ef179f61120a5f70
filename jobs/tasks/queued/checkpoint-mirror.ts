import { readFile } from 'node:fs/promises'
import { saveCheckpoint } from '../../../src/store/checkpoints.js'
import type { JobContext } from '../../queue/job-task.js'
import { checkpointPath, pullCheckpoints, type SplitToPull } from '../backtest/pull-checkpoints.js'

/** The checkpoints of one split and of those it starts from: files in the home and, where configured, copies in the database. */
export interface CheckpointMirror {
  /** Copies the seeds that other workers trained into the home. */
  pull(): Promise<void>
  /** Copies a seed of the split, or of one it starts from, into the database, for other workers. */
  push(seed: number, split?: string): Promise<void>
}

/**
 * Workers that share a home share its files; others exchange checkpoints through the database. A
 * checkpoint whose checksum does not match is trained again.
 */
export function checkpointMirror(
  { session, settings }: Pick<JobContext, 'session' | 'settings'>,
  pulled: SplitToPull,
): CheckpointMirror {
  if (settings.worker?.checkpoints !== 'database') {
    return { pull: async () => {}, push: async () => {} }
  }
  const { db, config } = session
  return {
    pull: () => pullCheckpoints(session, pulled),
    async push(seed, split = pulled.split) {
      const { runId } = pulled
      const content = await readFile(checkpointPath(config.home, { runId, split }, seed))
      await saveCheckpoint(db, { runId, split, seed, content })
    },
  }
}
