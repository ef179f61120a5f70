import { describe, expect, it } from 'vitest'
import { toDay } from '../../../src/export/days.js'
import type { Batch, Column, Table } from '../../../src/export/table.js'
import { csvChunks, ndjsonChunks } from '../../../src/export/text.js'
import { digitsOf } from '../../../src/store/read/float-digits.js'

const COLUMNS: Column[] = [
  { name: 'date', type: 'date' },
  { name: 'asset', type: 'asset' },
  { name: 'value', type: 'float64', nullable: true },
]
const SYMBOLS = ['A', 'B,C', 'say "D"', 'E\nF', ' G ', 'Ü']
const HOSTILE = ['=1+1', '@SUM(1),2', '\t-1', '+"x"', 'A;=1', 'BRK-B']

async function written(
  chunks: (table: Table) => AsyncIterable<Buffer>,
  symbols = SYMBOLS,
): Promise<string> {
  const days = SYMBOLS.map((_, i) => toDay(i < 3 ? '2019-12-31' : '2020-01-02'))
  const values = [1.5, null, -1e-9, 1e21, 0.1, -0]
  const batch: Batch = { length: 6, columns: [days, SYMBOLS.map((_, i) => i), values] }
  async function* batches() {
    yield { length: 0, columns: [[], [], []] }
    yield batch
  }
  let text = ''
  for await (const chunk of chunks({ columns: COLUMNS, symbols, batches: batches() })) {
    text += chunk
  }
  return text
}

it('CSV is quoted where RFC 4180 requires it', async () => {
  expect(await written(csvChunks)).toBe(
    'date,asset,value\n' +
      '2019-12-31,A,1.5\n' +
      '2019-12-31,"B,C",\n' +
      '2019-12-31,"say ""D""",-1e-9\n' +
      '2020-01-02,"E\nF",1e+21\n' +
      '2020-01-02, G ,0.1\n' +
      '2020-01-02,Ü,0\n',
  )
})

it('CSV for spreadsheets has no formula in a text, and the same numbers', async () => {
  const forExcel = (table: Table) => csvChunks(table, { excel: true })
  expect(await written(forExcel, HOSTILE)).toBe(
    'date,asset,value\n' +
      "2019-12-31,'=1+1,1.5\n" +
      `2019-12-31,"'@SUM(1),2",\n` +
      "2019-12-31, '-1,-1e-9\n" +
      `2020-01-02,"'+""x""",1e+21\n` +
      "2020-01-02,A;'=1,0.1\n" +
      '2020-01-02,BRK-B,0\n',
  )
  expect(await written(csvChunks, HOSTILE)).toContain('2019-12-31,=1+1,1.5\n')
})

it('NDJSON is one object per line', async () => {
  const lines = (await written(ndjsonChunks)).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).asset)).toEqual(SYMBOLS)
  expect(lines[1]).toBe('{"date":"2019-12-31","asset":"B,C","value":null}')
})

describe('digits', () => {
  it('are those of JSON', () => {
    const text = '{0.1,-0.25,1e-05,1.5e-07,1e+06,1.2345679e+08,3.4028235e+38,1e-45,-0,0,7}'
    const numbers: number[] = JSON.parse(`[${text.slice(1, -1)}]`)
    expect(digitsOf(text)).toEqual(numbers.map((value) => JSON.stringify(value)))
  })

  it('are null for a value that is not finite, for any lower bound', () => {
    expect(digitsOf('[0:3]={NULL,NaN,-Infinity,1}')).toEqual([null, null, null, '1'])
    expect(digitsOf('{Infinity}')).toEqual([null])
    expect(digitsOf('{}')).toEqual([])
  })
})
