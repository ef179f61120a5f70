import { sha256 } from '../../../src/lib/hash.js'
import { isByFactor, storedSeries } from '../../../src/series.js'
import { poolFor } from '../../../src/store/database.js'

/** Tables of a split's content with the columns that order their rows. */
const CONTENT: Readonly<Record<string, string>> = {
  scored_day: 'date',
  ...Object.fromEntries(
    storedSeries().map((series) => [series.table, isByFactor(series) ? 'date, factor' : 'date']),
  ),
  prediction_measure_day: 'date',
  asset_sum_day: 'date',
  factor_sum_day: 'date',
  training_epoch: 'seed, epoch',
  codebook: 'module',
}
const ACCOUNTS: Readonly<Record<string, string>> = { pnl_day: 'date', order_day: 'asset_id' }

/** Columns that may differ between two equal computations: ids, versions, times, durations. */
const ASIDE = ['content_id', 'split_version_id']

/**
 * All publications, table by table and split by split, as hashes of the rows' bits: two
 * stores with the same visible results have the same digest.
 */
export async function storeDigest(url: string): Promise<Record<string, string>> {
  const { pool, close } = poolFor(url)
  try {
    const { rows: splits } = await pool.query(`
      select run.strategy || ' ' || split.name as name, run.status as run, split.status, split.failure,
        split.live, split.train_from, split.train_to, split.test_from, split.test_to, split.seed,
        split.book_seeds, split.engine, split.factor_count, split.asset_count,
        split.characteristic_names, sv.scored_to, sv.next_date, sv.closes,
        sv.id as version_id, sv.content_id
      from split join run on run.id = split.run_id
      left join split_version sv on sv.id = split.current_version_id
      order by 1`)
    const digest: Record<string, string> = {}
    for (const { name, version_id, content_id, ...split } of splits) {
      digest[name] = JSON.stringify(split)
      const hash = async (table: string, order: string, column: string, id: number) => {
        const { rows } = await pool.query(
          `select to_jsonb(t) - $2::text[] as row from "${table}" t where ${column} = $1 order by ${order}`,
          [id, ASIDE],
        )
        digest[`${name} ${table}`] = `${rows.length} ${sha256(JSON.stringify(rows))}`
      }
      for (const [table, order] of Object.entries(CONTENT)) {
        await hash(table, order, 'content_id', content_id)
      }
      for (const [table, order] of Object.entries(ACCOUNTS)) {
        await hash(table, order, 'split_version_id', version_id)
      }
    }
    return digest
  } finally {
    await close()
  }
}

/** The part of a digest that belongs to the run without training. */
export function untrainedOf(digest: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(digest).filter(([name]) => name.startsWith('pca-ou ')))
}

/** Rows and locks that a killed process could leave in the database. */
export async function leftovers(url: string): Promise<Record<string, number>> {
  const { pool, close } = poolFor(url)
  const count = async (text: string): Promise<number> =>
    (await pool.query(`select count(*)::int as n ${text}`)).rows[0].n
  try {
    return {
      'versions without a number': await count('from split_version where version = 0'),
      'contents of no split': await count(
        'from split_version sv where not exists (select from split where split.id = sv.split_id)',
      ),
      'advisory locks': await count(
        `from pg_locks where locktype = 'advisory' and database =
          (select oid from pg_database where datname = current_database())`,
      ),
      'open transactions': await count(
        `from pg_stat_activity where datname = current_database() and state like 'idle in%'`,
      ),
      'prepared transactions': await count('from pg_prepared_xacts'),
      'jobs in the queue': await count('from graphile_worker.jobs'),
      'jobs not over': await count(`from job where finished_at is null`),
      'workers said to live': await count('from worker'),
    }
  } finally {
    await close()
  }
}
