import { join } from 'node:path'

/** Folder of the checkpoints of a run. */
export function checkpointFolderOf(home: string, runId: string): string {
  return join(home, 'checkpoints', runId)
}
