import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Session } from '../../jobs/session/session.js'
import type { BacktestOutcome } from '../../jobs/tasks/backtest/backtest.js'
import type { ScoreOutcome } from '../../jobs/tasks/backtest/score-run.js'
import type { InboxOutcome } from '../../jobs/tasks/inbox/inbox-outcome.js'
import { toConfig } from '../../src/config.js'
import type { DailyMarket } from './daily-market.js'
import { createTestDatabase, type TestDatabase } from './postgres.js'

const DATASET = 'market'
const STRATEGY = 'pca-ou'
const SETTINGS = { factorCount: 3 }

/** The built program's own tasks: splits run on threads of dist/. */
async function tasks() {
  const task = (name: string) =>
    import(fileURLToPath(new URL(`../../dist/jobs/tasks/${name}.js`, import.meta.url)))
  const [{ backtest }, { scoreRun }, { ingest }, { ingestInbox }, { folderSource }] =
    await Promise.all([
      task('backtest/backtest'),
      task('backtest/score-run'),
      task('data/ingest'),
      task('inbox/ingest-inbox'),
      import(fileURLToPath(new URL('../../dist/src/data/inbox/folder.js', import.meta.url))),
    ])
  return { backtest, scoreRun, ingest, ingestInbox, folderSource }
}

/** The published live split: the decided and the realised columns of each date. */
export interface LiveState {
  readonly version: number
  readonly scoredTo: string | null
  readonly nextDate: string | null
  readonly books: ReadonlyMap<string, Readonly<Record<string, number>>>
  readonly residuals: ReadonlyMap<string, Readonly<Record<string, number>>>
  readonly factorReturns: ReadonlyMap<string, readonly number[]>
  readonly accounts: ReadonlyMap<string, readonly number[]>
  readonly orders: Readonly<Record<string, readonly number[]>>
}

/** A database, a home and a watched folder, with the tasks of the evenings on which files arrive. */
export class Evenings implements AsyncDisposable {
  readonly inbox: string
  readonly session: Session
  #runId = ''

  private constructor(
    readonly folder: string,
    readonly database: TestDatabase,
  ) {
    this.inbox = join(folder, 'inbox')
    mkdirSync(this.inbox)
    const config = toConfig({ RESIDUA_HOME: join(folder, 'home') })
    const { db, pool } = database
    this.session = { config, db, pool, signal: new AbortController().signal }
  }

  /** The market to `date`, ingested at once, with its live split trained and published. */
  static async open(market: DailyMarket, date: string): Promise<Evenings> {
    const folder = mkdtempSync(join(tmpdir(), 'residua evenings '))
    const evenings = new Evenings(folder, await createTestDatabase())
    const write = (name: string, text: string) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    }
    const { ingest, backtest } = await tasks()
    await ingest(evenings.session, {
      name: DATASET,
      files: [write('history.csv', market.history(date))],
      membership: write('membership.csv', market.membership(date)),
      sectors: write('sectors.csv', market.sectors(date)),
    })
    const outcome: BacktestOutcome = await backtest(evenings.session, {
      dataset: DATASET,
      strategy: STRATEGY,
      settings: SETTINGS,
      from: date,
      trainYears: 3,
      workers: 1,
    })
    if (outcome.failed.length > 0) throw new Error(outcome.failed[0].reason)
    evenings.#runId = outcome.plan.run.id
    return evenings
  }

  /** Puts a file into the watched folder. */
  deliver(name: string, text: string): void {
    writeFileSync(join(this.inbox, name), text)
  }

  /** Runs the inbox task on the folder for the tick of `date`, or of any date without it. */
  async ingest(date?: string, { settleMs = 0 } = {}): Promise<InboxOutcome> {
    const { ingestInbox, folderSource } = await tasks()
    const source = folderSource(this.inbox, { settleMs })
    return ingestInbox(this.session, { source, dataset: DATASET, date })
  }

  async score(): Promise<ScoreOutcome> {
    const { scoreRun } = await tasks()
    const outcome: ScoreOutcome = await scoreRun(this.session, {
      dataset: DATASET,
      strategy: STRATEGY,
    })
    if (outcome.failed.length > 0) throw new Error(outcome.failed[0].reason)
    return outcome
  }

  async live(): Promise<LiveState> {
    const { pool } = this.database
    const { rows } = await pool.query(
      `select sv.id, sv.content_id, sv.version, sv.scored_to, sv.next_date, sv.dataset_version_id
       from split join split_version sv on sv.id = split.current_version_id
       where split.run_id = $1 order by split.test_from desc limit 1`,
      [this.#runId],
    )
    const [{ id, content_id: contentId, version, scored_to: scoredTo, next_date: nextDate }] = rows
    const assets = await pool.query('select position, symbol from asset')
    const symbols = new Map<number, string>(
      assets.rows.map(({ position, symbol }) => [position, symbol]),
    )
    const named = (v: readonly (number | null)[]) =>
      Object.fromEntries(
        v.flatMap((value, at) => (value === null ? [] : [[symbols.get(at) as string, value]])),
      )
    const days = async (table: string) => {
      const of = await pool.query(
        `select date, v from ${table} where content_id = $1 and date <= $2 order by date`,
        [contentId, nextDate ?? scoredTo],
      )
      return of.rows as { date: string; v: (number | null)[] }[]
    }
    const accounts = await pool.query(
      'select date, gross, turnover, short_exposure from pnl_day where split_version_id = $1 order by 1',
      [id],
    )
    const orders = await pool.query(
      `select symbol, current_weight, target_weight, price from order_day
       join asset on asset.id = asset_id where split_version_id = $1 order by 1`,
      [id],
    )
    return {
      version,
      scoredTo,
      nextDate,
      books: new Map((await days('asset_weight_day')).map(({ date, v }) => [date, named(v)])),
      residuals: new Map((await days('residual_day')).map(({ date, v }) => [date, named(v)])),
      factorReturns: new Map(
        (await days('factor_return_day')).map(({ date, v }) => [date, v.map(Number)]),
      ),
      accounts: new Map(
        accounts.rows.map((row) => [row.date, [row.gross, row.turnover, row.short_exposure]]),
      ),
      orders: Object.fromEntries(
        orders.rows.map((row) => [row.symbol, [row.current_weight, row.target_weight, row.price]]),
      ),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
