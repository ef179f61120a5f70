import type { Kysely } from 'kysely'
import { createSeries } from '../../migrations/20261201-series-by-content.js'
import {
  contentsToMove,
  dayTablesOf,
  makeDayTables,
  moveBack,
  moveContent,
  partitionedContents,
} from '../../migrations/series-partitions.js'

/** Called after each content that was moved. */
export type OnMoved = (moved: number, of: number) => void

/**
 * Copies the rows of a store from before the partitions, a transaction for each content, so that a killed
 * migration goes on where it stopped and no transaction takes many locks. The migration copies what was
 * published meanwhile, and drops the old tables.
 */
export async function moveToPartitions(db: Kysely<unknown>, onMoved: OnMoved): Promise<void> {
  const tables = await dayTablesOf(db)
  if (tables.length === 0) return
  await db.transaction().execute(createSeries)
  const contents = await contentsToMove(db, tables)
  for (const [n, { contentId }] of contents.entries()) {
    await db.transaction().execute(async (transaction) => {
      // Another process may have moved it since.
      const left = await contentsToMove(transaction, tables, contentId)
      for (const content of left) await moveContent(transaction, content, tables)
    })
    onMoved(n + 1, contents.length)
  }
}

/** Before the migration is reverted: a transaction for each content too. */
export async function moveToTables(db: Kysely<unknown>): Promise<void> {
  const contents = await partitionedContents(db)
  if (contents.length === 0) return
  await db.transaction().execute(makeDayTables)
  for (const id of contents) {
    await db.transaction().execute((transaction) => moveBack(transaction, id))
  }
}
