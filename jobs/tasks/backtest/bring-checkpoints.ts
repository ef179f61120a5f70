import { existsSync } from 'node:fs'
import { checkpointsOf } from '../../../src/store/checkpoints.js'
import { checkpointFile, putCheckpointFile } from '../../../src/walkforward/checkpoints.js'
import type { Session } from '../../session/session.js'
import { checkpointFolderOf } from './checkpoint-folder.js'

export interface WindowOfRun {
  readonly runId: string
  readonly split: string
}

/**
 * Puts the seeds of a window that other machines trained, and left in the database, where this one
 * looks for them. What is here already stays.
 */
export async function bringCheckpoints(
  { db, config }: Pick<Session, 'db' | 'config'>,
  window: WindowOfRun,
): Promise<void> {
  for (const { seed, content } of await checkpointsOf(db, window.runId, window.split)) {
    const path = checkpointPath(config.home, window, seed)
    if (!existsSync(path)) await putCheckpointFile(path, content)
  }
}

export function checkpointPath(home: string, { runId, split }: WindowOfRun, seed: number): string {
  return checkpointFile(checkpointFolderOf(home, runId), split, seed)
}
