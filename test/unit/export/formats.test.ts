import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RecordBatchReader } from 'apache-arrow'
import { expect, it } from 'vitest'
import { literal, openDuckDb, rowsOf } from '../../../src/data/duckdb.js'
import { arrowChunks } from '../../../src/export/arrow.js'
import { toDay } from '../../../src/export/days.js'
import { parquetChunks } from '../../../src/export/parquet.js'
import type { Column, Table } from '../../../src/export/table.js'
import { readBulk } from '../../_util/read-bulk.js'

const COLUMNS: Column[] = [
  { name: 'date', type: 'date' },
  { name: 'asset', type: 'asset' },
  { name: 'value', type: 'float64', nullable: true },
]
const SYMBOLS = ['A', 'B,C', 'say "D"', 'Ü']
const ROWS = [
  ['1969-12-31', 'Ü', 1 / 3],
  ['2020-02-29', 'B,C', null],
  ['2020-02-29', 'say "D"', -1e-300],
]

function table(batchCount: number): Table {
  const cells = [
    ROWS.map(([date]) => toDay(String(date))),
    ROWS.map(([, symbol]) => SYMBOLS.indexOf(String(symbol))),
    ROWS.map(([, , value]) => value),
  ]
  async function* batches() {
    for (let n = 0; n < batchCount; n++) yield { length: ROWS.length, columns: cells }
  }
  return { columns: COLUMNS, symbols: SYMBOLS, batches: batches() }
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

it.each(['arrow', 'parquet'] as const)('%s keeps every cell', async (format) => {
  const chunks = format === 'arrow' ? arrowChunks : parquetChunks
  for (const count of [0, 1, 3]) {
    const { columns, rows } = await readBulk(format, await bytesOf(chunks(table(count))))
    expect(columns).toEqual(['date', 'asset', 'value'])
    expect(rows).toEqual(Array.from({ length: count }, () => ROWS).flat())
  }
})

it('an Arrow stream is written batch by batch and sends its symbols once', async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of arrowChunks(table(3))) chunks.push(chunk)
  // Schema, batches, end of stream.
  expect(chunks.map(({ length }) => length > 8)).toEqual([true, true, true, true, false])
  expect(chunks[2].length).toBe(chunks[3].length)
  expect(chunks[1].length).toBeGreaterThan(chunks[2].length)
  const reader = RecordBatchReader.from(Buffer.concat(chunks))
  expect([...reader].map((batch) => batch.numRows)).toEqual([3, 3, 3])
})

it('a Parquet file is written in groups of rows, and so in the memory of one group', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'residua-groups-'))
  const path = join(folder, 'table.parquet')
  try {
    await writeFile(path, await bytesOf(parquetChunks(table(24_000))))
    await using db = await openDuckDb()
    const [sizes] = await rowsOf(
      db.connection,
      `select sum(rows)::int, max(rows)::int from (select distinct row_group_id, row_group_num_rows as rows
        from parquet_metadata(${literal(path)}))`,
    )
    expect(sizes?.[0]).toBe(72_000)
    expect(Number(sizes?.[1])).toBeLessThan(35_000)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('a Parquet export leaves no temporary file, completed or abandoned', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'residua-parquet-'))
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    await bytesOf(parquetChunks(table(1)))
    const begun = parquetChunks(table(1))
    await begun.next()
    await begun.return(undefined)
    const abort = new AbortController()
    abort.abort()
    await expect(bytesOf(parquetChunks(table(1), abort.signal))).rejects.toThrow(
      'the reader of the file has gone',
    )
    expect(await readdir(folder)).toEqual([])
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    await rm(folder, { recursive: true })
  }
})
