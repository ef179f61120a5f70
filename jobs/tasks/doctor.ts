import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { type Config, readEnv, toConfig } from '../../src/config.js'
import { toError } from '../../src/lib/errors.js'
import { openDatabase } from '../../src/store/database.js'
import { listDatasets } from '../../src/store/datasets.js'
import { migrateIfAllowed } from '../../src/store/migrate.js'
import { answeringRuns } from '../../src/store/read/runs.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import type { Db } from '../session/session.js'

export interface Finding {
  readonly what: string
  readonly state: 'good' | 'note' | 'bad'
  readonly found: string
  /** What a person should do, where something should be done. */
  readonly remedy?: string
}

const OLDEST_NODE = [20, 19] as const
const GIB = 2 ** 30
const LEAST_DISK = GIB
const COMFORTABLE_DISK = 5 * GIB

/** Everything a run depends on, looked at in turn; nothing is changed but the schema, if it is old. */
export async function examine(): Promise<Finding[]> {
  const node = nodeFinding()
  let config: Config
  try {
    config = toConfig(readEnv())
  } catch (thrown) {
    return [node, bad('environment', toError(thrown).message, 'correct the variable named')]
  }
  return [
    node,
    good('machine', `${availableParallelism()} cores, ${gib(totalmem())} of memory`),
    ...(await homeFindings(config)),
    await engineFinding(config),
    await nativeFinding(config),
    ...(await databaseFindings(config)),
  ]
}

function nodeFinding(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [oldest, oldestMinor] = OLDEST_NODE
  const old = major < oldest || (major === oldest && minor < oldestMinor)
  const found = `${process.version} on ${process.platform} ${process.arch}`
  return old
    ? bad('node', found, `install Node ${OLDEST_NODE.join('.')} or newer`)
    : good('node', found)
}

async function homeFindings({ home }: Config): Promise<Finding[]> {
  try {
    await mkdir(home, { recursive: true })
    await access(home, constants.W_OK)
  } catch (thrown) {
    const remedy = 'give it to this user, or set RESIDUA_HOME to a folder you may write'
    return [bad('home', `${home}: ${toError(thrown).message}`, remedy)]
  }
  const { bavail, bsize } = await statfs(home)
  const free = bavail * bsize
  const found = `${gib(free)} free`
  return [
    good('home', home),
    free < LEAST_DISK
      ? bad('disk', found, 'free at least 1 GiB, or set RESIDUA_HOME to another disk')
      : { what: 'disk', state: free < COMFORTABLE_DISK ? 'note' : 'good', found },
  ]
}

async function engineFinding({ engine, engineFolder, engineThreads }: Config): Promise<Finding> {
  try {
    const { openEngine } = await import('../../src/tensor/engine/engine.js')
    const options = { folder: engineFolder, threads: engineThreads }
    const { name, version, device } = await openEngine(engine, options)
    return good('engine', `${name} ${version} on ${device}`)
  } catch (thrown) {
    return bad('engine', toError(thrown).message, 'residua engine shows what each engine lacks')
  }
}

/** Whether the native engine is built and whole, or what building it would need. */
async function nativeFinding({ engineFolder }: Config): Promise<Finding> {
  const { nativeState } = await import('./engine-install/state.js')
  const { state, found } = await nativeState(engineFolder)
  if (state === 'broken') return bad('native', found, 'residua engine install builds it again')
  return { what: 'native', state: state === 'built' ? 'good' : 'note', found }
}

async function databaseFindings({ databaseUrls, home }: Config): Promise<Finding[]> {
  try {
    const database = await openDatabase({ url: databaseUrls.writer ?? undefined, home })
    try {
      const { kind, version, folder } = database.where
      await migrateIfAllowed(database.db)
      const place = folder ?? 'DATABASE_URL'
      return [
        good('database', `Postgres ${version}, ${kind}, ${place}`),
        ...(await dataFindings(database.db)),
      ]
    } finally {
      await database.release()
    }
  } catch (thrown) {
    return [
      bad('database', toError(thrown).message, 'set DATABASE_URL, or make the embedded one work'),
    ]
  }
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
      const failed = splits[i].filter(({ failure }) => failure !== null)
      const name = datasets.find(({ id }) => id === run.datasetId)?.name
      const found = `${run.strategy} on ${name}: ${splits[i].length} windows, ${failed.length} failed`
      const again = `residua backtest --dataset ${name} --strategy ${run.strategy} tries again`
      if (failed.length > 0) return bad('run', `${found} (${failed[0].failure})`, again)
      if (!run.stale) return good('run', found)
      return { what: 'run', state: 'note' as const, found: `${found}, stale`, remedy: again }
    }),
  ]
}

async function datasetFinding(
  dataset: Awaited<ReturnType<typeof listDatasets>>[number],
): Promise<Finding> {
  const { name, firstDate, lastDate, assetCount, path } = dataset
  const found = `${name}: ${assetCount} assets, ${firstDate} to ${lastDate}`
  const there = await access(path).then(
    () => true,
    () => false,
  )
  if (there) return good('data', found)
  return bad('data', `${found}; ${path} is gone`, `ingest the files of ${name} again`)
}

function good(what: string, found: string): Finding {
  return { what, state: 'good', found }
}

function bad(what: string, found: string, remedy: string): Finding {
  return { what, state: 'bad', found, remedy }
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`
}
