import type pg from 'pg'

/** What answers depend on, as one poll sees it. */
export interface DataState {
  /** Differs after every committed change that the triggers of LISTEN report. */
  readonly key: string
  /** Whether the server is a streaming replica, where LISTEN is not allowed. */
  readonly replica: boolean
}

/**
 * Reads it by one statement. Publications move the data version; a run's status or a split in work do
 * not, but every write changes the transaction of its row.
 */
export async function dataState(client: pg.ClientBase): Promise<DataState> {
  const { rows } = await client.query<DataState>(TEXT)
  return rows[0] as DataState
}

const TABLES = ['data_version', 'dataset', 'dataset_version', 'run', 'split']

const TEXT = `select pg_is_in_recovery() as replica, concat_ws(' ',
  ${TABLES.map((table) => `(select count(*) || ' ' || sum(xmin::text::bigint) from ${table})`).join(', ')}
  ) as key`

export async function isReplica(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query('select pg_is_in_recovery() as replica')
  return rows[0].replica
}
