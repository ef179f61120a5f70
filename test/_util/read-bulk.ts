import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { literal, openDuckDb, rowsOf } from '../../src/data/duckdb.js'
import { toDate } from '../../src/export/days.js'
import type { ExportFormat } from '../../src/export/request.js'

export interface BulkRows {
  readonly columns: readonly string[]
  /** Type of each column, as the reader reports it. */
  readonly types: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** A bulk file as read by apache-arrow for Arrow and by DuckDB otherwise, with the types they infer. */
export async function readBulk(format: ExportFormat, bytes: Uint8Array): Promise<BulkRows> {
  if (format === 'arrow') return readArrow(bytes)
  const folder = await mkdtemp(join(tmpdir(), 'residua-read-'))
  try {
    const path = join(folder, `file.${format}`)
    await writeFile(path, bytes)
    await using db = await openDuckDb()
    const reader = {
      csv: `read_csv(${literal(path)}, header = true)`,
      ndjson: `read_ndjson(${literal(path)})`,
      parquet: `read_parquet(${literal(path)})`,
    }[format]
    const described = await rowsOf(db.connection, `describe select * from ${reader}`)
    return {
      columns: described.map(([name]) => String(name)),
      types: described.map(([, type]) => String(type)),
      rows: await rowsOf(db.connection, `select * from ${reader}`),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function readArrow(bytes: Uint8Array): BulkRows {
  const table = tableFromIPC(bytes)
  const columns = table.schema.fields.map(({ name }) => name)
  const types = table.schema.fields.map(({ type }) => String(type))
  const cells = columns.map((name, c) =>
    Array.from(table.getChild(name) ?? [], (value) =>
      types[c].startsWith('Date') && value !== null ? toDate(Number(value) / 86_400_000) : value,
    ),
  )
  const rows = Array.from({ length: table.numRows }, (_, r) => cells.map((column) => column[r]))
  return { columns, types, rows }
}
