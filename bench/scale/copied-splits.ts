import type pg from 'pg'
import { WINDOWS_A_RUN } from './windows.js'

/** Copies the published splits inside the database, each copy with a run and a content of its own, until there are `count`. */
export async function copySplits(pool: pg.Pool, count: number): Promise<void> {
  const { rows } = await pool.query('select id from split_version order by id')
  const sources = rows.map(({ id }) => id as number).slice(0, WINDOWS_A_RUN)
  for (let n = rows.length; n < count; n += sources.length) {
    const run = await copyRun(pool, n)
    for (const source of sources.slice(0, count - n)) await copySplit(pool, run, source)
    if (n % 200 < sources.length) console.error(`${n} splits`)
  }
}

async function copyRun(pool: pg.Pool, n: number): Promise<string> {
  const { rows } = await pool.query(
    `insert into run (dataset_id, strategy, config, config_hash, seeds, engine, status, finished_at)
     select dataset_id, strategy, config, $1, seeds, engine, 'done', finished_at from run
     order by created_at limit 1 returning id`,
    [`copy ${n}`],
  )
  return rows[0].id
}

/** One transaction, as a publication is. */
async function copySplit(pool: pg.Pool, run: string, source: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin; set local synchronous_commit = off')
    const { rows } = await client.query(
      `with s as (
        insert into split (run_id, name, status, train_from, train_to, test_from, test_to,
          dataset_version_id, seed, book_seeds, factor_count, asset_count)
        select $1, name, status, train_from, train_to, test_from, test_to, split.dataset_version_id,
          seed, book_seeds, factor_count, asset_count
        from split join split_version sv on sv.split_id = split.id where sv.id = $2 returning id
      ), v as (select nextval(pg_get_serial_sequence('split_version', 'id')) as id)
      insert into split_version (id, split_id, content_id, dataset_version_id, version, scored_to)
      overriding system value
      select v.id, s.id, v.id, sv.dataset_version_id, sv.version, sv.scored_to
      from v, s, split_version sv where sv.id = $2 returning id, split_id as "splitId"`,
      [run, source],
    )
    const [{ id, splitId }] = rows
    await client.query('update split set current_version_id = $1 where id = $2', [id, splitId])
    await client.query(
      'insert into scored_day select $1, date, decided, realised from scored_day where content_id = $2',
      [id, source],
    )
    await copyArrays(client, id, source)
    await client.query('commit')
  } finally {
    client.release()
  }
}

/** With `times`, so often under other factors: a content of as many more rows. */
export async function copyArrays(
  client: pg.ClientBase,
  id: number,
  source: number,
  times = 1,
): Promise<void> {
  await client.query('select add_series_partition($1)', [id])
  await client.query(
    `insert into series_day_${Number(id)} (content_id, series, date, factor, v)
     select $1, series, date, factor + 100 * n, v
     from series_day cross join generate_series(0, $3::int - 1) n where content_id = $2`,
    [id, source, times],
  )
  await client.query('select attach_series_partition($1)', [id])
}
