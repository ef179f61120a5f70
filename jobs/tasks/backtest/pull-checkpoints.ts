import { existsSync } from 'node:fs'
import { checkpointsOf } from '../../../src/store/checkpoints.js'
import { checkpointFile, putCheckpointFile } from '../../../src/walkforward/checkpoints.js'
import type { SplitTask } from '../../pool/split-task.js'
import type { Session } from '../../session/session.js'
import { checkpointFolderOf } from './checkpoint-folder.js'

export interface SplitOfRun {
  readonly runId: string
  readonly split: string
}

export interface SplitToPull extends SplitOfRun {
  readonly seeds?: readonly number[]
  /** Names of the splits that a warm start goes back to, in order. */
  readonly earlier?: readonly string[]
}

export function splitToPull(
  runId: string,
  { split, seeds, earlier = [] }: Pick<SplitTask, 'split' | 'seeds' | 'earlier'>,
): SplitToPull {
  return { runId, split: split.name, seeds, earlier: earlier.map(({ name }) => name) }
}

/**
 * Copies checkpoints of a split that other machines trained from the database into the home; where it lacks a seed,
 * those of the splits that it starts from too. Files that exist here are kept.
 */
export async function pullCheckpoints(
  session: Pick<Session, 'db' | 'config'>,
  { runId, split, seeds = [], earlier = [] }: SplitToPull,
): Promise<void> {
  for (const name of [split, ...earlier.toReversed()]) {
    const one = { runId, split: name }
    await pullOne(session, one)
    if (seeds.every((seed) => existsSync(checkpointPath(session.config.home, one, seed)))) return
  }
}

async function pullOne(
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
