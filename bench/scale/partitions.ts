import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import pg from 'pg'
import { at } from '../../src/lib/at.js'
import { type OpenDatabase, poolFor } from '../../src/store/database.js'
import { migrateTo, migrateToLatest, resetDatabase } from '../../src/store/migrate.js'
import { sweepPartitions } from '../../src/store/partitions.js'
import { valuesOn } from '../../src/store/read/content-days.js'
import { vectorsBetween } from '../../src/store/read/dated-vectors.js'
import { residualTextsOn } from '../../src/store/read/residuals.js'
import { table } from '../_util/markdown.js'
import { runningPostgres } from '../versions/postgres.js'
import { copyArrays, copySplits } from './copied-splits.js'
import { quantile } from './quantile.js'
import {
  DATES,
  type Sizes,
  WINDOWS_A_RUN,
  type WindowWriter,
  windowWriter,
  withStore,
} from './windows.js'

/** A store of few splits beside the same store with very many: what a partition for each content costs. */
export function manyPartitions(windows: number, sizes: Sizes): Promise<void> {
  return withStore(async (database) => {
    const { assetCount, factorCount } = sizes
    const writer = await windowWriter(database, sizes)
    for (let window = 0; window < WINDOWS_A_RUN; window++) await writer.publish(window)
    const migration = await migrationFigure(database)
    const few = await figures(database, writer, WINDOWS_A_RUN)
    await copySplits(database.pool, windows)
    const many = await figures(database, writer, WINDOWS_A_RUN + PUBLICATIONS)
    console.log(
      `\n${assetCount} assets × ${factorCount} factors × ${DATES} dates; ${cpus().length} cores, ` +
        `load ${at(loadavg(), 0).toFixed(1)}, Node ${process.version}, Postgres ${database.where.version}\n`,
    )
    const rows = Object.keys(few).map((what) => [what, few[what] ?? '', many[what] ?? ''])
    console.log(table([['ms', `${WINDOWS_A_RUN} splits`, `${windows} splits`], ...rows]))
    console.log(`\n${table([['what', 'figure'], migration, ...(await pruneFigures(database))])}`)
    console.log(`\npg_dump --schema-only of ${windows} partitions: ${await schemaDump(windows)}`)
  })
}

const READS = 200
const PUBLICATIONS = 5

interface Content {
  readonly contentId: number
  readonly from: string
  readonly to: string
}

async function contentsOf({ pool }: OpenDatabase): Promise<Content[]> {
  const { rows } = await pool.query(`
    select content_id as "contentId", min(date)::text as from, max(date)::text as to
    from scored_day group by 1 order by 1`)
  return rows
}

async function figures(
  database: OpenDatabase,
  writer: WindowWriter,
  firstWindow: number,
): Promise<Record<string, string>> {
  const { db } = database
  const contents = await contentsOf(database)
  const random = () => at(contents, Math.floor(Math.random() * contents.length))
  const published: number[] = []
  const after: number[] = []
  for (let n = 0; n < PUBLICATIONS; n++) {
    published.push(1000 * (await writer.publish(firstWindow + n)).seconds)
    after.push(await elapsed(() => residualTextsOn(db, [onLast(random())])))
  }
  const timed = (read: () => Promise<unknown>) => times(READS, () => elapsed(read))
  const twenty = () => Array.from({ length: 20 }, () => onLast(random()))
  return {
    'residuals of a date': spread(await timed(() => residualTextsOn(db, [onLast(random())]))),
    'residuals of a split, 252 dates': spread(
      await timed(() => vectorsBetween(db, 'residual', [random()])),
    ),
    'weights of a date in each of 20 splits': spread(
      await timed(() => valuesOn(db, 'asset weight', twenty())),
    ),
    'first read of a connection, residuals of a date': spread(
      await times(10, () => firstRead(database, random())),
    ),
    'first read after a publication': spread(after),
    'publish a split': spread(published),
  }
}

function onLast({ contentId, to }: Content) {
  return { contentId, date: to }
}

async function firstRead({ url }: OpenDatabase, content: Content): Promise<number> {
  const { db, close } = poolFor(url)
  await db.selectFrom('data_version').selectAll().execute()
  const ms = await elapsed(() => residualTextsOn(db, [onLast(content)]))
  await close()
  return ms
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function times(count: number, work: () => Promise<number>): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < count; n++) all.push(await work())
  return all
}

/** Median and 99th percentile. */
function spread(ms: readonly number[]): string {
  return `${quantile(ms, 0.5).toFixed(1)}, p99 ${quantile(ms, 0.99).toFixed(1)}`
}

/** The state before the partitions, and back. */
async function migrationFigure({ db, pool }: OpenDatabase): Promise<string[]> {
  await migrateTo(db, '_20261130_trading_calendars')
  const { rows } = await pool.query(
    'select pg_database_size(current_database())::float8 as bytes, count(*)::int as n from split_version',
  )
  const [{ bytes, n }] = rows
  const seconds = (await elapsed(() => migrateToLatest(db))) / 1000
  const size = (bytes / 1e9).toFixed(2)
  const rate = (bytes / 1e6 / seconds).toFixed(0)
  return [`migrate ${n} splits, ${size} GB`, `${seconds.toFixed(1)} s, ${rate} MB/s`]
}

const BIG = 16
const BIG_ONES = 5

/** A content of many more rows, of no split. */
async function copyBig(pool: pg.Pool, n: number, source: number): Promise<void> {
  const client = await pool.connect()
  await client.query('begin')
  await copyArrays(client, 10_000_000 + n, source, BIG)
  await client.query('commit')
  client.release()
}

/** Drops contents while others are read, and one of sixteen times the rows. */
async function pruneFigures(database: OpenDatabase): Promise<string[][]> {
  const { db, pool } = database
  const contents = await contentsOf(database)
  const unread = contents.slice(-20).map(({ contentId }) => contentId)
  const kept = contents.slice(0, -20)
  for (let n = 1; n <= BIG_ONES; n++) await copyBig(pool, n, at(unread, 0))
  await pool.query('checkpoint') // what is not on the disk yet would be counted with the drop
  const bigMs = (await elapsed(() => sweepPartitions(pool))) / BIG_ONES

  const splits = `select split_id from split_version where id = any($1::bigint[])`
  const deleted = await elapsed(() =>
    pool.query(`delete from split where id in (${splits})`, [unread]),
  )
  const reads: number[] = []
  let sweeping = true
  const reading = (async () => {
    while (sweeping) {
      const content = at(kept, Math.floor(Math.random() * kept.length))
      reads.push(await elapsed(() => residualTextsOn(db, [onLast(content)])))
    }
  })()
  const swept = await elapsed(() => sweepPartitions(pool))
  sweeping = false
  await reading
  return [
    ['drop the arrays of a split', `${(swept / unread.length).toFixed(1)} ms`],
    [`… of ${BIG} times the rows`, `${bigMs.toFixed(1)} ms`],
    ['… and its rows in the other tables, by delete', `${(deleted / unread.length).toFixed(1)} ms`],
    ['residuals of a date meanwhile', `${spread(reads)} ms`],
  ]
}

/** On the system's Postgres: the embedded one has no pg_dump, and one of another version refuses. */
async function schemaDump(partitions: number): Promise<string> {
  await using server = await runningPostgres('postgres-15', '')
  if (server.url === undefined) return server.reason
  const { db, close } = poolFor(server.url)
  await migrateToLatest(db)
  await close()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  for (let id = 1; id <= partitions; id++) {
    await client.query('select add_series_partition($1), attach_series_partition($1)', [id])
  }
  await client.end()
  const start = performance.now()
  const dump = execFileSync('pg_dump', ['--schema-only', server.url], { maxBuffer: 1e9 })
  const seconds = (performance.now() - start) / 1000
  const reset = poolFor(server.url)
  const resetSeconds = (await elapsed(() => resetDatabase(reset.db))) / 1000
  await reset.close()
  return `${(dump.length / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s; all reverted in ${resetSeconds.toFixed(1)} s`
}
