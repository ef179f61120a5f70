import { type Kysely, sql } from 'kysely'
import { dayTable } from './day-table.js'

/** Codes of each asset and of the universe by date, and the codebooks of a split as training left them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('drop table if exists codebook, time_series_code_day, cross_section_code_day')
    .execute(db)
}

const STATEMENTS: readonly string[] = [
  ...dayTable('time_series_code_day', 'date'),
  ...dayTable('cross_section_code_day', 'date'),
  `create table codebook (
    content_id bigint not null references split_version (id) on delete cascade,
    module text not null check (module in ('TIME_SERIES', 'CROSS_SECTION')),
    usage_train double precision[] not null,
    primary key (content_id, module)
  )`,
]
