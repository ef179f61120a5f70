import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadMarket } from '../../jobs/market/load-market.js'
import { runSplits } from '../../jobs/pool/pool.js'
import { HOST_ENGINE } from '../../jobs/pool/split-task.js'
import { withSession } from '../../jobs/session/open.js'
import { commitOfCheckout } from '../../jobs/session/package.js'
import type { Session } from '../../jobs/session/session.js'
import { note } from '../../jobs/session/terminal.js'
import { engineOf } from '../../jobs/tasks/backtest/engine.js'
import { settingsOf } from '../../jobs/tasks/backtest/run-config.js'
import { toSplitTask } from '../../jobs/tasks/backtest/to-split-task.js'
import type { EngineChoice } from '../../src/config.js'
import { UserError } from '../../src/lib/errors.js'
import { strategyByName } from '../../src/registry/registry.js'
import type { SplitResult } from '../../src/results.js'
import { datasetByName, type StoredDataset } from '../../src/store/datasets.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'
import type { WalkForwardValues } from '../walk-forward/open.js'
import { type RunRow, storedRun } from '../walk-forward/runs.js'
import { bitComparison } from './bit-comparison.js'
import {
  addVerified,
  comparedWithout,
  readVerified,
  type Verified,
  verifiedFile,
} from './verified.js'

interface VerifyValues extends Pick<WalkForwardValues, 'dataset' | 'from' | 'to' | 'seeds'> {
  /** Row ids, separated by commas. */
  readonly verify: string
  readonly 'verify-year'?: string
}

/**
 * Trains and scores one split of each row's stored run again, without its checkpoints, and compares the
 * digest of every date with the published one. Keeps the outcomes of a commit: after an interruption it
 * resumes, seeds trained so far included. Whether all bits are the same.
 */
export async function verifyRows(
  values: VerifyValues,
  planned: readonly RunRow[],
): Promise<boolean> {
  const rows = values.verify.split(',').map((id) => {
    const row = planned.find((each) => each.id === id)
    if (!row) throw new UserError(`--verify ${id}: there is no such row; --list prints them`)
    if (!row.blends) return row
    throw new UserError(`--verify ${id}: a blend trains nothing; verify ${row.blends.join(', ')}`)
  })
  let same = true
  await withSession(
    async (session) => {
      const dataset = await datasetByName(session.db, values.dataset)
      for (const [n, row] of rows.entries()) {
        note(`${row.id}: ${n + 1} of ${rows.length}`)
        const outcome = await verified(session, dataset, row, values)
        process.stdout.write(`${lineOf(outcome)}\n`)
        same &&= outcome.differsFrom === null
      }
    },
    { stopsItself: true },
  )
  return same
}

async function verified(
  session: Session,
  dataset: StoredDataset,
  row: RunRow,
  values: VerifyValues,
): Promise<Verified> {
  const { run, split } = await storedSplit(session, dataset, row, values)
  const file = verifiedFile(session.config.home, dataset.name)
  const commit = commitOfCheckout()
  const before = readVerified(file).find(
    (each) => each.runId === run.id && each.split === split.name && each.commit === commit,
  )
  if (before && commit !== null) return before
  const started = performance.now()
  const result = await computedAgain(session, dataset, { run, split, commit })
  const seconds = (performance.now() - started) / 1000
  const found = await bitComparison(session.pool, split, result)
  const outcome = { row: row.id, runId: run.id, split: split.name, commit, ...found, seconds }
  addVerified(file, outcome)
  return outcome
}

async function storedSplit(
  { db }: Session,
  dataset: StoredDataset,
  row: RunRow,
  { from, to, seeds, 'verify-year': year = from }: VerifyValues,
): Promise<{ run: StoredRun; split: StoredSplit }> {
  const identity = { from: Number(from), to: Number(to), seeds: seeds ? Number(seeds) : undefined }
  const found = await storedRun({ db }, dataset, row, identity)
  if (!found) throw new UserError(`--verify ${row.id}: it has no complete run yet`)
  const split = found.tested.find(({ testFrom }) => testFrom.startsWith(year))
  if (split) return { run: found.run, split }
  throw new UserError(`--verify-year ${year}: ${row.id} has no split of that year`)
}

interface Again {
  readonly run: StoredRun
  readonly split: StoredSplit
  readonly commit: string | null
}

/** Its checkpoints are in a folder of the commit, so that no seed of another program is read. */
async function computedAgain(
  session: Session,
  dataset: StoredDataset,
  { run, split: stored, commit }: Again,
): Promise<SplitResult> {
  const strategy = await strategyByName(run.strategy)
  const inputs = strategy.inputs(strategy.parseConfig(settingsOf(run)))
  const market = await loadMarket(session.db, dataset.name, inputs)
  const engine = strategy.trains
    ? await engineOf(session, run.engine as EngineChoice) // stored by planBacktest
    : HOST_ENGINE
  const split = splitOf(stored)
  const folder = commit
    ? join(session.config.home, 'bench', 'verify', commit)
    : mkdtempSync(join(tmpdir(), 'residua-verify-'))
  const plan = { run, strategy, market, engine, splits: [split], todo: [split] }
  const task = {
    ...toSplitTask(session, plan, split),
    checkpointFolder: join(folder, run.id),
    cacheFolder: join(folder, 'cache'),
  }
  let found: SplitResult | undefined
  await runSplits([task], {
    workers: 1,
    signal: session.signal,
    onEpoch: (_, { seed, epoch }, epochCount) => {
      if (epoch === epochCount) note(`${split.name}: seed ${seed} is trained`)
    },
    onResult: async (_, result) => {
      found = result
    },
    onFailure: async (_, { reason }) => {
      throw new Error(`${split.name}: ${reason}`)
    },
  })
  if (!found) throw new Error(`${split.name} gave no result`)
  return found
}

function splitOf({ name, trainFrom, trainTo, testFrom, testTo, live }: StoredSplit) {
  const [train, test] = [
    { from: trainFrom, to: trainTo },
    { from: testFrom, to: testTo },
  ]
  return { name, train, test, live }
}

function lineOf(outcome: Verified): string {
  const { row, split, dates, digest, differsFrom, commit, seconds } = outcome
  const what = differsFrom === null ? 'the same bits' : `differs from ${differsFrom}`
  return `${row} ${split}: ${what}${comparedWithout(outcome)}, ${dates} dates, digest ${digest.slice(0, 16)}, commit ${commit?.slice(0, 7) ?? 'unknown'}, ${seconds.toFixed(0)} s`
}
