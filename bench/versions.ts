import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { toError } from '../src/lib/errors.js'
import { writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { installedNode, NODES } from './versions/node.js'
import { POSTGRES, runningPostgres } from './versions/postgres.js'
import { mergedTable, type Row } from './versions/rows.js'
import { runSuite } from './versions/suite.js'

/**
 * The store's tests on every Postgres that the program works with, and the suite on every Node. The exit code
 * is 1 where a test failed; a version that cannot be had here is skipped with its reason.
 */
const options = benchOptions('test:versions', 'The tests on other versions of Postgres and Node.', {
  only: {
    type: 'string',
    default: [...Object.keys(POSTGRES), ...Object.keys(NODES)].join(','),
    what: 'versions, with commas',
  },
  'store-tests': { type: 'string', default: 'test/store', what: 'files to run on each Postgres' },
  'node-tests': { type: 'string', default: 'test', what: 'files to run on each Node' },
  cache: {
    type: 'string',
    default: 'node_modules/.cache/versions',
    what: 'folder for what npm installs',
  },
  'test-timeout': { type: 'string', default: '30000', what: 'longest a test may take, ms' },
  write: { type: 'boolean', what: 'write the rows into docs/operations.md' },
})

const PAGE = 'docs/operations.md'
const print = (line: string) => process.stdout.write(`${line}\n`)
const cache = resolve(options.cache)
mkdirSync(cache, { recursive: true })
const shared = { cache, timeoutMs: Number(options['test-timeout']) }
const words = (text: string) => text.split(/[\s,]+/).filter(Boolean)

async function onPostgres(name: string): Promise<Row> {
  const tests = words(options['store-tests'])
  await using server = await runningPostgres(name, cache)
  if (typeof server.url !== 'string') return { name, version: '', tests, outcome: server.reason }
  const { version, url } = server
  return { name, version, tests, outcome: await runSuite(tests, { ...shared, databaseUrl: url }) }
}

async function onNode(name: string): Promise<Row> {
  const tests = words(options['node-tests'])
  const { program, version } = await installedNode(name, cache)
  return { name, version, tests, outcome: await runSuite(tests, { ...shared, program }) }
}

const rows: Row[] = []
for (const name of words(options.only)) {
  print(`── ${name}`)
  const row = await (name in POSTGRES ? onPostgres : onNode)(name).catch(
    (thrown: unknown): Row => ({ name, version: '', tests: [], outcome: toError(thrown).message }),
  )
  rows.push(row)
  if (typeof row.outcome === 'string') print(`skipped: ${row.outcome}`)
}
print(`\n${mergedTable('', rows)}`)
if (options.write) writeSection(PAGE, 'versions', mergedTable(readFileSync(PAGE, 'utf8'), rows))
const failed = rows.some(({ outcome }) => typeof outcome !== 'string' && outcome.failed > 0)
process.exitCode = failed ? 1 : 0
