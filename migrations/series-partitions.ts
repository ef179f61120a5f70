import { type Kysely, sql } from 'kysely'
import { type DayTableRows, dayTable } from './day-table.js'

/**
 * Moves the rows of the day tables into partitions, one for each content, and back. Released migrations call
 * these functions, so they never change.
 */

/** The tables that held a series each until then; views of the same names take their place. */
export const DAY_TABLES: Readonly<Record<string, DayTableRows>> = {
  asset_weight_day: 'date',
  factor_weight_day: 'date and factor',
  beta_day: 'date and factor',
  factor_characteristic_day: 'date and factor',
  prediction_mean_day: 'date',
  prediction_risk_day: 'date',
  latent_prior_mean_day: 'date',
  latent_prior_risk_day: 'date',
  time_series_code_day: 'date',
  cross_section_code_day: 'date',
  agent_action_day: 'date',
  agent_shares_day: 'date',
  agent_turnover_day: 'date',
  factor_return_day: 'date',
  residual_day: 'date',
  latent_posterior_mean_day: 'date',
  latent_posterior_risk_day: 'date',
  agent_gross_day: 'date',
  agent_value_day: 'date',
}

export interface ContentToMove {
  readonly contentId: number
  /** Its rows in all day tables. */
  readonly rows: number
}

/** The day tables that are tables still. */
export async function dayTablesOf(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname = any(${Object.keys(DAY_TABLES)}::text[]) order by 1`.execute(db)
  return rows.map(({ name }) => name)
}

/** The contents (or one) with rows in day tables that were not moved, or not all of them; `series_moved` counts. */
export async function contentsToMove(
  db: Kysely<unknown>,
  tables: readonly string[],
  contentId?: number,
): Promise<ContentToMove[]> {
  const only = contentId === undefined ? '' : `where content_id = ${Number(contentId)}`
  const counts = tables.map(
    (table) => `select content_id, count(*) as n from ${table} ${only} group by content_id`,
  )
  if (counts.length === 0) return []
  const { rows } = await sql
    .raw<ContentToMove>(
      `select content_id as "contentId", sum(n)::int as rows from (${counts.join(' union all ')}) as counted
      group by content_id
      having sum(n) <> coalesce((select moved.rows from series_moved moved where moved.content_id = counted.content_id), 0)
      order by content_id`,
    )
    .execute(db)
  return rows.map((row) => ({ ...row, contentId: Number(row.contentId) }))
}

/** Copies the rows of a content into its partition; the day tables keep theirs. */
export async function moveContent(
  db: Kysely<unknown>,
  { contentId, rows }: ContentToMove,
  tables: readonly string[],
): Promise<void> {
  const id = Number(contentId)
  await sql.raw(`drop table if exists series_day_${id}`).execute(db)
  await sql.raw(`select add_series_partition(${id})`).execute(db)
  for (const table of tables) {
    const factor = DAY_TABLES[table] === 'date and factor' ? 'factor' : '0'
    await sql
      .raw(
        `insert into series_day_${id} (content_id, series, date, factor, v)
        select content_id, '${table}', date, ${factor}, v from ${table} where content_id = ${id}`,
      )
      .execute(db)
  }
  await sql.raw(`select attach_series_partition(${id})`).execute(db)
  await sql`
    insert into series_moved values (${id}, ${rows})
    on conflict (content_id) do update set rows = excluded.rows`.execute(db)
}

/** The contents that have a partition. */
export async function partitionedContents(db: Kysely<unknown>): Promise<number[]> {
  const { rows } = await sql<{ id: string }>`
    select substr(relname, length('series_day_') + 1) as id from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname ~ '^series_day_[0-9]+$'
    order by relname`.execute(db)
  return rows.map(({ id }) => Number(id))
}

/** Puts empty day tables in the place of their views. */
export async function makeDayTables(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop view if exists residual_row, asset_weight_row').execute(db)
  const made = new Set(await dayTablesOf(db))
  for (const [name, rows] of Object.entries(DAY_TABLES)) {
    if (made.has(name)) continue
    await sql.raw(`drop view if exists ${name}`).execute(db)
    for (const statement of dayTable(name, rows)) await sql.raw(statement).execute(db)
  }
}

/** Moves the rows of a partition into the day tables, and drops it. */
export async function moveBack(db: Kysely<unknown>, contentId: number): Promise<void> {
  const id = Number(contentId)
  for (const [table, rows] of Object.entries(DAY_TABLES)) {
    const factor = rows === 'date and factor' ? 'factor,' : ''
    await sql
      .raw(
        `insert into ${table} (content_id, date, ${factor} v) select content_id, date, ${factor} v
        from series_day_${id} where series = '${table}'
          and exists (select from split_version where split_version.id = ${id})`,
      )
      .execute(db)
  }
  await dropPartition(db, id)
}

/** One at a time: dropping all of them in one transaction takes more locks than a server has by default. */
export async function dropPartition(db: Kysely<unknown>, contentId: number): Promise<void> {
  await sql.raw(`drop table if exists series_day_${Number(contentId)}`).execute(db)
}
