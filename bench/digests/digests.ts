import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXPORT_KINDS } from '../../src/export/request.js'
import { openDatabase } from '../../src/store/database.js'
import { program } from './program.js'

export interface Digests {
  /** Of the stored columns of each date: decided and realised. */
  readonly stored: string
  /** Of the measures of each training epoch. */
  readonly training: string
  /** Of each kind of bulk file as CSV; null where the strategy has none. */
  readonly files: Readonly<Record<string, string | null>>
}

/** The current versions of a run's splits: `$1` is the run. */
const SHOWN = `
  from split
  join split_version version on version.id = split.current_version_id
  join %s row on row.content_id = version.content_id
  where split.run_id = $1`

const STORED = `
  select split.name, row.date::text, row.decided, row.realised
  ${SHOWN.replace('%s', 'scored_day')} order by split.name, row.date`

const TRAINING = `
  select split.name, row.seed, row.epoch, row.loss, row.net_sharpe, row.gross_sharpe,
    row.turnover, row.explained_variance, row.effective_factors, row.best
  ${SHOWN.replace('%s', 'training_epoch')} order by split.name, row.seed, row.epoch`

/** Of a run. */
export async function digestsOf(home: string, run: string): Promise<Digests> {
  const files: Record<string, string | null> = {}
  for (const kind of EXPORT_KINDS) {
    const out = join(home, 'export.csv')
    try {
      await program(home, ['export', run, kind, '--out', out])
      files[kind] = sha256(readFileSync(out))
    } catch {
      files[kind] = null
    }
  }
  const database = await openDatabase({ home, log: () => {} })
  try {
    const digest = async (text: string) =>
      sha256(JSON.stringify((await database.pool.query(text, [run])).rows))
    return { stored: await digest(STORED), training: await digest(TRAINING), files }
  } finally {
    await database.release()
  }
}

/** One line for each digest that differs among the runs that both have. */
export function differences(
  expected: Readonly<Record<string, Digests>>,
  found: Readonly<Record<string, Digests>>,
): string[] {
  return Object.entries(found).flatMap(([run, digests]) => {
    const before = expected[run]
    if (!before) return []
    const kinds = Object.keys(before.files).filter(
      (kind) => before.files[kind] !== digests.files[kind],
    )
    const stored = before.stored === digests.stored ? [] : [`${run}: stored days differ`]
    const training = before.training === digests.training ? [] : [`${run}: training differs`]
    return [...stored, ...training, ...kinds.map((kind) => `${run}: ${kind} differ`)]
  })
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
