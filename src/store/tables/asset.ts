import type { Generated } from 'kysely'

/** The asset axis of a dataset: `position` is the index into every stored array. */
export interface AssetTable {
  id: Generated<number>
  dataset_id: number
  position: number
  symbol: string
  name: string | null
  sector: string | null
  first_date: string
  last_date: string
}
