import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { checkpointsOf, saveCheckpoint } from '../../../src/store/checkpoints.js'
import { checkpointFile, putCheckpointFile } from '../../../src/walkforward/checkpoints.js'
import type { JobContext } from '../../queue/job-task.js'
import { checkpointFolderOf } from '../checkpoint-folder.js'

export interface WindowOfRun {
  readonly runId: string
  readonly split: string
}

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
  const fileOf = (seed: number) =>
    checkpointFile(checkpointFolderOf(config.home, runId), split, seed)
  return {
    async pull() {
      for (const { seed, content } of await checkpointsOf(db, runId, split)) {
        if (!existsSync(fileOf(seed))) await putCheckpointFile(fileOf(seed), content)
      }
    },
    async push(seed) {
      await saveCheckpoint(db, { runId, split, seed, content: await readFile(fileOf(seed)) })
    },
  }
}
