import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'
import type { Changes } from './changes.js'
import { readSnapshot, rememberedReads, type Snapshot } from './snapshot.js'

export interface SnapshotOptions {
  /** Of how many split versions the accounts stay in memory; with 0, each request reads them. */
  readonly accountsKept?: number
}

/** The snapshot that all requests share until something changes; undefined while none can be kept. */
export function keepSnapshot(
  db: Kysely<Database>,
  changes: Changes,
  { accountsKept }: SnapshotOptions = {},
): () => Promise<Snapshot> | undefined {
  const reads = rememberedReads(accountsKept)
  let kept: { readonly generation: number; readonly snapshot: Promise<Snapshot> } | undefined
  let last: Snapshot | undefined
  return () => {
    const generation = changes.generation()
    if (generation === null) return undefined
    if (kept?.generation !== generation) {
      const snapshot = readSnapshot(db, reads, last)
      kept = { generation, snapshot }
      snapshot.then(
        (read) => {
          last = read
        },
        () => {
          if (kept?.snapshot === snapshot) kept = undefined
        },
      )
    }
    return kept.snapshot
  }
}
