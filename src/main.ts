import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readEnv, toConfig } from './config.js'
import { type AppContext, createContext } from './context.js'
import { AppError, toError } from './lib/errors.js'
import { createServer, type ServerOptions } from './server/server.js'
import { listDatasets } from './store/datasets.js'
import { migrateIfAllowed } from './store/migrate.js'
import { watchChanges } from './store/read/changes.js'
import { dataVersion } from './store/read/data-version.js'

/** Published results, datasets alone, or nothing. */
type StoreHolds = 'results' | 'datasets' | 'nothing'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The API process, from start to the signal (or the end of its parent process) that stops it. */
export async function main(env = readEnv(), options: ServerOptions = {}): Promise<void> {
  const { databaseUrls, ...rest } = toConfig(env)
  const config = { ...rest, databaseUrls, databaseUrl: databaseUrls.reader }
  const { statementTimeoutMs } = config.limits
  const context = await createContext(config, { statementTimeoutMs })
  try {
    await migrateIfAllowed(context.db)
    const changes = watchChanges(context.pool, {
      log: (line) => context.log.warn(line),
      note: (line) => context.log.info(line),
    })
    context.shutdown.push(() => changes.release())
    const server = await createServer(context, { ...options, changes })
    context.shutdown.push(() => server.stop())
    const url = await server.start()
    context.log.info(`listening on ${url}`)
    process.send?.({ url, holds: await holdingsOf(context.db) })
    context.log.info(`${await stopSignal()}: stopping`)
  } finally {
    await context.shutdown.release()
  }
}

/** What the store holds when the API starts, for the command that started it. */
async function holdingsOf(db: AppContext['db']): Promise<StoreHolds> {
  if ((await dataVersion(db)).latestDate !== null) return 'results'
  return (await listDatasets(db)).length > 0 ? 'datasets' : 'nothing'
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) {
      process.once(signal, () => {
        for (const again of SIGNALS) process.once(again, () => process.exit(130))
        resolve(signal)
      })
    }
    process.once('disconnect', () => resolve('the parent process ended'))
  })
}

function isProgram(): boolean {
  const entry = process.argv[1]
  return entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)
}

if (isProgram()) {
  main().then(
    () => process.exit(0),
    (thrown: unknown) => {
      const error = toError(thrown)
      const expected = error instanceof AppError
      process.stderr.write(`${expected ? error.message : (error.stack ?? error.message)}\n`)
      process.exit(expected && error.retryable ? 75 : 1)
    },
  )
}
