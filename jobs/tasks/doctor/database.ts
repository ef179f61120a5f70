import { existsSync } from 'node:fs'
import type { Config } from '../../../src/config.js'
import { verifyFiles } from '../../../src/data/dataset/file-hashes.js'
import { readManifest } from '../../../src/data/dataset/folder.js'
import { toError } from '../../../src/lib/errors.js'
import { type OpenDatabase, openDatabase } from '../../../src/store/database.js'
import { listDatasets, type StoredDataset } from '../../../src/store/datasets.js'
import { migrateIfAllowed } from '../../../src/store/migrate.js'
import { answeringRuns, type StoredRun } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/split-rows.js'
import { splitsOfRuns } from '../../../src/store/read/splits.js'
import type { Db } from '../../session/session.js'
import { archiveFindings } from './archive.js'
import { connectionFindings } from './connection.js'
import { bad, type Finding, good } from './finding.js'

/** Of the database that jobs write, and of the one that the API reads where that is another address. */
export async function databaseFindings(config: Config): Promise<Finding[]> {
  const { reader, writer } = config.databaseUrls
  const findings = await findingsAt(writer, config, findingsIn)
  if (reader === writer) return findings
  return [...findings, ...(await findingsAt(reader, config, readerFindings))]
}

async function findingsAt(
  url: string | null,
  { pooler, home }: Config,
  find: (database: OpenDatabase) => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    const database = await openDatabase({ url: url ?? undefined, ...pooler, home })
    try {
      return await find(database)
    } finally {
      await database.release()
    }
  } catch (thrown) {
    const remedy = 'set DATABASE_URL, or make the embedded Postgres work'
    return [bad('database', toError(thrown).message, remedy)]
  }
}

async function findingsIn({ db, where }: OpenDatabase): Promise<Finding[]> {
  const { kind, version, folder } = where
  await migrateIfAllowed(db)
  return [
    good('database', `Postgres ${version}, ${kind}, ${folder ?? 'DATABASE_URL'}`),
    ...connectionFindings(where),
    ...(await dataFindings(db)),
    ...(await archiveFindings(db)),
  ]
}

async function readerFindings({ where }: OpenDatabase): Promise<Finding[]> {
  const { kind, version } = where
  const found = `Postgres ${version}, ${kind}, DATABASE_READER_URL`
  return [good('reader', found), ...connectionFindings(where)]
}

async function dataFindings(db: Db): Promise<Finding[]> {
  const datasets = await listDatasets(db)
  if (datasets.length === 0) {
    const remedy = 'residua ingest <price file> --as <name>, or residua demo'
    return [{ what: 'data', state: 'note', found: 'no dataset', remedy }]
  }
  const runs = await answeringRuns(db, { datasetIds: datasets.map(({ id }) => id) })
  const splits = await splitsOfRuns(
    db,
    runs.map(({ id }) => id),
  )
  return [
    ...(await Promise.all(datasets.map(datasetFinding))),
    ...runs.map((run, i) => {
      const dataset = datasets.find(({ id }) => id === run.datasetId)?.name
      return runFinding(run, splits[i] ?? [], dataset ?? '')
    }),
  ]
}

function runFinding(
  { strategy, stale }: StoredRun,
  splits: readonly StoredSplit[],
  dataset: string,
): Finding {
  const failures = splits.flatMap(({ failure }) => (failure === null ? [] : [failure]))
  const found = `${strategy} on ${dataset}: ${splits.length} splits, ${failures.length} failed`
  const again = `residua backtest --dataset ${dataset} --strategy ${strategy} computes them again`
  if (failures.length > 0) return bad('run', `${found} (${failures[0]})`, again)
  if (!stale) return good('run', found)
  return { what: 'run', state: 'note', found: `${found}, stale`, remedy: again }
}

async function datasetFinding(dataset: StoredDataset): Promise<Finding> {
  const { name, firstDate, lastDate, assetCount, path } = dataset
  const found = `${name}: ${assetCount} assets, ${firstDate} to ${lastDate}`
  if (!existsSync(path)) {
    return bad('data', `${found}; ${path} does not exist`, `ingest the files of ${name} again`)
  }
  try {
    await verifyFiles(path, await readManifest(path))
    return good('data', found)
  } catch (thrown) {
    return bad('data', `${found}; ${toError(thrown).message}`, `restore ${path} from a backup`)
  }
}
