import { type Kysely, sql } from 'kysely'

/** Measures of the predictions of each date, in double: ranges of years are answered without the predictions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(CREATE).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table if exists prediction_measure_day').execute(db)
}

const CREATE = `create table prediction_measure_day (
  content_id bigint not null references split_version (id) on delete cascade,
  date date not null,
  v double precision[] not null,
  primary key (content_id, date)
)`
