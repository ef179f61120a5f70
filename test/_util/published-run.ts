import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Split } from '../../src/results.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { findOrCreateRun } from '../../src/store/publish/runs.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import type { Database } from '../../src/store/tables/index.js'
import { type SampleMarket, sampleRegistration } from './results.js'

export interface SampleRun {
  readonly runId: string
  readonly datasetId: number
  readonly datasetVersionId: number
}

/** A registered sample market and a run over it whose splits wait to be published. */
export async function sampleRun(
  { db, pool }: { db: Kysely<Database>; pool: pg.Pool },
  sample: SampleMarket,
  splits: readonly Split[],
  { strategy = 'attention-longconv', config = {} }: { strategy?: string; config?: object } = {},
): Promise<SampleRun> {
  const { datasetId, versionId } = await registerDataset(pool, sampleRegistration(sample))
  const seeds = [1, 2]
  const { run } = await findOrCreateRun(db, { datasetId, strategy, config, seeds, engine: 'cpu' })
  await ensureSplits(db, { runId: run.id, datasetVersionId: versionId, seeds, splits })
  return { runId: run.id, datasetId, datasetVersionId: versionId }
}
