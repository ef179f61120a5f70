import type { Generated } from 'kysely'

/** A name for a chain of dataset versions. */
export interface DatasetTable {
  id: Generated<number>
  name: string
  is_default: Generated<boolean>
  created_at: Generated<Date>
}
