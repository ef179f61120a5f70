import { type Kysely, sql } from 'kysely'

/**
 * The PnL of a split version by column, as the API prints it at the costs that are named: a publication
 * writes it, so that the first question for a split is answered without reading and printing numbers.
 * Triggers remove it when the rows of the version change; where it is missing, it is computed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const event of EVENTS) {
    await sql.raw(`drop trigger if exists forget_printed_${event} on pnl_day`).execute(db)
  }
  await sql.raw('drop function if exists forget_printed_pnl()').execute(db)
  await sql.raw('drop table if exists printed_pnl').execute(db)
}

const EVENTS = ['insert', 'update', 'delete'] as const

/** The transition table of each event, under one name: an update changes no version's key. */
const TRANSITION = { insert: 'new', update: 'new', delete: 'old' } as const

const STATEMENTS: readonly string[] = [
  `create table printed_pnl (
    split_version_id bigint not null references split_version (id) on delete cascade,
    "column" text not null,
    costs text not null,
    count int not null,
    v text not null,
    primary key (split_version_id, "column")
  ) with (toast_tuple_target = 8160)`,
  'alter table printed_pnl alter column v set storage main',
  `create function forget_printed_pnl() returns trigger language plpgsql as $$
    begin
      delete from printed_pnl where split_version_id in (select split_version_id from changed);
      return null;
    end $$`,
  ...EVENTS.map(
    (event) => `create trigger forget_printed_${event} after ${event} on pnl_day
      referencing ${TRANSITION[event]} table as changed
      for each statement execute function forget_printed_pnl()`,
  ),
]
