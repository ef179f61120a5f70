import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import { UserError } from '../lib/errors.js'
import { bumpDataVersion } from './bump-data-version.js'
import type { Database } from './tables/index.js'
import { inTransaction } from './transaction.js'

/** A reader may still be on the version before the last. */
const LEAST_KEPT = 2

/**
 * Removes all but the last `keep` versions of each split, the one that answers, and those whose
 * content a kept one shares; answers how many were removed. Their rows in the tables of every series
 * go with them. What a split showed before its oldest kept version is unknown from then on.
 */
export function pruneVersions(pool: pg.Pool, keep: number): Promise<number> {
  assertKeep(keep)
  return inTransaction(pool, async ({ db }) => {
    const { numAffectedRows } = await sql`
      with ranked as (
        select id, split_id, content_id,
          row_number() over (partition by split_id order by version desc) as n
        from split_version
      ), kept as (
        select ranked.id, ranked.content_id from ranked
        join split on split.id = ranked.split_id
        where n <= ${keep} or ranked.id = split.current_version_id
      )
      delete from split_version
      where id not in (select id from kept union select content_id from kept)`.execute(db)
    await sql`
      update split set kept_since = oldest.published_at
      from (
        select distinct on (split_id) split_id, published_at
        from (
          select split_id, version, published_at,
            row_number() over (partition by split_id order by version desc) as n
          from split_version
        ) as ranked
        where n <= ${keep}
        order by split_id, version
      ) as oldest
      where oldest.split_id = split.id
        and (kept_since is null or kept_since < oldest.published_at)
        and (${Number(numAffectedRows ?? 0)} > 0)`.execute(db)
    const removed = Number(numAffectedRows ?? 0)
    if (removed > 0) await bumpDataVersion(db)
    return removed
  })
}

/** Folders of dataset versions older than the last `keep` of each dataset, that no kept one shares. */
export async function outdatedFolders(db: Kysely<Database>, keep: number): Promise<string[]> {
  assertKeep(keep)
  const { rows } = await sql<{ path: string }>`
    select path from (
      select path, row_number() over (partition by dataset_id order by number desc) as n
      from dataset_version
    ) as ranked
    group by path having min(n) > ${keep}
    order by path`.execute(db)
  return rows.map(({ path }) => path)
}

function assertKeep(keep: number): void {
  if (Number.isInteger(keep) && keep >= LEAST_KEPT) return
  throw new UserError(
    `--keep ${keep}: keep a whole number of versions, at least ${LEAST_KEPT}; ` +
      'readers may still be on the last but one',
  )
}
