import { statfs } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { at } from '../../src/lib/at.js'
import type { OpenDatabase } from '../../src/store/database.js'
import { table } from '../_util/markdown.js'
import { startApi } from '../_util/servers.js'
import { quantile } from './quantile.js'
import { DATES, type PublishedWindow, type Sizes, windowWriter, withStore } from './windows.js'

const QUERIES = 200

/** Publishes many splits one after the other, then reads them through the API. */
export function fullStore(wanted: number, sizes: Sizes): Promise<void> {
  return withStore(async (database, folder) => {
    const windows = await fitting(wanted, sizes, folder)
    const writer = await windowWriter(database, sizes)
    const seconds: number[] = []
    let shown: PublishedWindow | undefined
    for (let window = 0; window < windows; window++) {
      shown = await writer.publish(window)
      seconds.push(shown.seconds)
      if (window % 10 === 9)
        console.error(`${window + 1} splits, ${last(seconds, 10).toFixed(2)} s each`)
    }
    await database.pool.query('vacuum analyze')
    const { assetCount, factorCount } = sizes
    console.log(
      `\n${windows} splits × ${assetCount} assets × ${factorCount} factors × ${DATES} dates`,
    )
    console.log(
      `${cpus().length} cores, load ${at(loadavg(), 0).toFixed(1)}, Node ${process.version}\n`,
    )
    console.log(
      table([
        ['what', 'figure'],
        ...(await sizeRows(database, wanted / windows)),
        ['publish a split, median', `${quantile(seconds, 0.5).toFixed(2)} s`],
        ['publish a split, worst', `${Math.max(...seconds).toFixed(2)} s`],
        ['publish, last 20 over first 20', (last(seconds, 20) / first(seconds, 20)).toFixed(2)],
      ]),
    )
    if (shown) await latencies(database.url, shown)
  })
}

/** How many splits the disk has room for: twice the factor rows, and the day rows. */
async function fitting(wanted: number, { assetCount, factorCount }: Sizes, folder: string) {
  const windowBytes = DATES * (2 * factorCount + 3) * (4 * assetCount + 80)
  const { bavail, bsize } = await statfs(folder)
  const windows = Math.min(wanted, Math.floor((0.6 * bavail * bsize) / windowBytes))
  if (windows < wanted) {
    console.log(
      `The disk has room for ${windows} of ${wanted} splits: sizes are scaled, times are not.`,
    )
  }
  return windows
}

async function sizeRows({ pool }: OpenDatabase, scale: number): Promise<string[][]> {
  const tables = await pool.query(`
    select coalesce(parent.inhparent, c.oid)::regclass::text as name,
      sum(pg_total_relation_size(c.oid))::float8 as bytes
    from pg_class c left join pg_inherits parent on parent.inhrelid = c.oid
    where relnamespace = 'public'::regnamespace and relkind = 'r' group by 1 order by 2 desc limit 8`)
  const whole = await pool.query('select pg_database_size(current_database())::float8 as bytes')
  const bytes = whole.rows[0].bytes as number
  const scaled = scale > 1 ? `, ${gb(bytes * scale)} GB at all of them` : ''
  return [
    ['database', `${gb(bytes)} GB${scaled}`],
    ...tables.rows.map(({ name, bytes: of }) => [`… ${name}`, `${gb(of)} GB`]),
  ]
}

async function latencies(url: string, { runId, split, date }: PublishedWindow): Promise<void> {
  const api = await startApi(url)
  try {
    const ofSplit = `split(name: "${split}", run: "${runId}")`
    const questions: Readonly<Record<string, string>> = {
      'PnL of a split, 252 dates': `{ ${ofSplit} { pnl { date net } } }`,
      'residuals of a date, all assets': `{ ${ofSplit} { residualVector(date: "${date}") { values } } }`,
      'residuals of an asset, a year': `{ ${ofSplit} { residuals(assets: ["B0007"], first: 252) { edges { node { value } } } } }`,
      'betas of a date, 20 assets': `{ ${ofSplit} { betas(date: "${date}", assets: [${names(20)}]) { betas } } }`,
      'ten heaviest weights of a factor': `{ ${ofSplit} { factor(index: 3) { weights(date: "${date}", top: 10) { weight } } } }`,
      'splits of the latest run': '{ splits { name measures { netSharpe } } }',
    }
    const rows = [['query, one at a time, not from memory', 'p50 ms', 'p99 ms']]
    for (const [what, query] of Object.entries(questions)) {
      const times: number[] = []
      for (let i = 0; i < QUERIES; i++) {
        const start = performance.now()
        // Another name each time, because a cached answer would be no measurement.
        const response = await fetch(`${api.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: `query q${i} ${query}` }),
        })
        const { errors } = (await response.json()) as { errors?: { message: string }[] }
        if (errors) throw new Error(`${what}: ${at(errors, 0).message}`)
        times.push(performance.now() - start)
      }
      rows.push([what, quantile(times, 0.5).toFixed(1), quantile(times, 0.99).toFixed(1)])
    }
    console.log(`\n${table(rows)}`)
  } finally {
    await api.stop()
  }
}

function names(count: number): string {
  return Array.from({ length: count }, (_, i) => `"B${String(i).padStart(4, '0')}"`).join(', ')
}

function gb(bytes: number): string {
  return (bytes / 1e9).toFixed(2)
}

function first(values: readonly number[], count: number): number {
  return mean(values.slice(0, count))
}

function last(values: readonly number[], count: number): number {
  return mean(values.slice(-count))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
