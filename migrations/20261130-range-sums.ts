import { type Kysely, sql } from 'kysely'

/**
 * Running sums over a content's dates, in double: those of any range of dates are a difference of two. By
 * factor on every date; by asset on some dates, from which those of the others are a few days away. Contents
 * from before have none, and are summed when they are asked for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of TABLES) {
    await sql
      .raw(`create table ${table} (
      content_id bigint not null references split_version (id) on delete cascade,
      date date not null,
      v double precision[] not null,
      primary key (content_id, date)
    )`)
      .execute(db)
    // Running sums do not compress.
    await sql.raw(`alter table ${table} alter column v set storage external`).execute(db)
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of TABLES) await sql.raw(`drop table if exists ${table}`).execute(db)
}

const TABLES = ['asset_sum_day', 'factor_sum_day'] as const
