import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { sessionsBetween } from '../../src/data/calendar/xnys.js'

/** A folder for a test's files, deleted by `dispose`. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'residua test '))

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name)
    writeFileSync(path, content)
    return path
  }

  /** A Parquet file of a query. */
  async parquet(name: string, query: string): Promise<string> {
    const path = join(this.path, name)
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`copy (${query}) to '${path}' (format parquet)`)
    connection.closeSync()
    instance.closeSync()
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

export interface PriceRow {
  date: string
  symbol: string
  open?: number
  close: number
  adj?: number
  volume?: number
}

export const HEADER = 'date,symbol,open,high,low,close,adj_close,volume'

export function toCsv(rows: readonly PriceRow[]): string {
  const lines = rows.map(({ date, symbol, open, close, adj = close, volume = 1000 }) => {
    const opened = open ?? close
    const [high, low] = [Math.max(opened, close), Math.min(opened, close)]
    return [date, symbol, opened, high, low, close, adj, volume].join(',')
  })
  return `${[HEADER, ...lines].join('\n')}\n`
}

/** Rows of quiet prices without a finding: every symbol on every session. */
export function quietRows(symbols: readonly string[], from: string, to: string): PriceRow[] {
  return symbols.flatMap((symbol, i) =>
    sessionsBetween(from, to).map((date, t) => {
      const close = Number((50 + 10 * i + Math.sin(t + i) + t / 100).toFixed(4))
      return { date, symbol, open: close, close }
    }),
  )
}

export async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing was thrown',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}
