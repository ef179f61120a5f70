import { type Kysely, sql } from 'kysely'

/**
 * The PnL of a split version by column, as the API prints it at the costs that are named: a publication
 * writes it, so that the first question for a split is answered without reading and printing numbers. What is stored
 * already is printed here.
 * Triggers remove it when the rows of the version change; where it is missing, it is computed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  const versions = await sql<Version>`select distinct split_version_id as id from pnl_day`.execute(
    db,
  )
  for (const { id } of versions.rows) await print(db, id)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const event of EVENTS) {
    await sql.raw(`drop trigger if exists forget_printed_${event} on pnl_day`).execute(db)
  }
  await sql.raw('drop function if exists forget_printed_pnl()').execute(db)
  await sql.raw('drop table if exists printed_pnl').execute(db)
}

interface Version {
  readonly id: number
}

interface Accounts {
  readonly dates: string[]
  readonly gross: number[]
  readonly turnover: number[]
  readonly short: number[]
}

/** Prints the PnL of a version at 5 and 1 basis points, the costs of the release that has this migration. */
async function print(db: Kysely<unknown>, id: number): Promise<void> {
  const { rows } = await sql<Accounts>`
    select array_agg(date::text order by date) as dates, array_agg(gross order by date) as gross,
      array_agg(turnover order by date) as turnover, array_agg(short_exposure order by date) as short
    from pnl_day where split_version_id = ${id}`.execute(db)
  for (const { dates, gross, turnover, short } of rows) {
    const cost = turnover.map((value, t) => 5 * 1e-4 * value + 1e-4 * (short[t] ?? 0))
    const net = gross.map((value, t) => value - (cost[t] ?? 0))
    let sum = 0
    const cumulativeNet = net.map((value) => (sum += value))
    const columns = { date: dates, gross, cost, net, cumulativeNet, turnover, shortExposure: short }
    for (const [column, values] of Object.entries(columns)) {
      if (values.some((value) => typeof value === 'number' && !Number.isFinite(value))) continue
      await sql`insert into printed_pnl values
        (${id}, ${column}, '5 1', ${values.length}, ${JSON.stringify(values).slice(1, -1)})`.execute(
        db,
      )
    }
  }
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
