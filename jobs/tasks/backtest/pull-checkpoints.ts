import { existsSync } from 'node:fs'
import { checkpointsOf } from '../../../src/store/checkpoints.js'
import { checkpointFile, putCheckpointFile } from '../../../src/walkforward/checkpoints.js'
import type { Session } from '../../session/session.js'
import { checkpointFolderOf } from './checkpoint-folder.js'

export interface SplitOfRun {
  readonly runId: string
  readonly split: string
}

/**
 * Copies checkpoints of a split that other machines trained from the database into the home. Files
 * that exist here are kept.
 */
export async function pullCheckpoints(
  { db, config }: Pick<Session, 'db' | 'config'>,
  split: SplitOfRun,
): Promise<void> {
  for (const { seed, content } of await checkpointsOf(db, split.runId, split.split)) {
    const path = checkpointPath(config.home, split, seed)
    if (!existsSync(path)) await putCheckpointFile(path, content)
  }
}

export function checkpointPath(home: string, { runId, split }: SplitOfRun, seed: number): string {
  return checkpointFile(checkpointFolderOf(home, runId), split, seed)
}
