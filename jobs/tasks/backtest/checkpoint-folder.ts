import { join } from 'node:path'

/** Where the trained seeds of a run are kept. */
export function checkpointFolderOf(home: string, runId: string): string {
  return join(home, 'checkpoints', runId)
}
