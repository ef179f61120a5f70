import { first } from '../../../src/lib/at.js'
import { clearStale } from '../../../src/store/publish/resume.js'
import { setRunStatus } from '../../../src/store/publish/runs.js'
import type { RunStatus } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/split-rows.js'
import { splitsOfRuns } from '../../../src/store/read/splits.js'
import type { Session } from '../../session/session.js'

/** Sets the status of a run from those of its splits. */
export async function settleRun({ db }: Session, runId: string, current: RunStatus): Promise<void> {
  const splits = first(await splitsOfRuns(db, [runId]))
  const status = statusOf(splits)
  if (status !== current) await setRunStatus(db, runId, status)
  await clearStale(db, runId)
}

/** Failed only if none of its splits has ever been published. */
function statusOf(splits: readonly StoredSplit[]): RunStatus {
  const some = (status: StoredSplit['status']) => splits.some((split) => split.status === status)
  if (some('running')) return 'running'
  if (some('queued')) return 'queued'
  return splits.some(({ current }) => current !== null) ? 'done' : 'failed'
}
