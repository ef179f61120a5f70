import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { checkFiles } from '../../../src/data/file-source/check-files.js'
import type { ReadOptions } from '../../../src/data/file-source/market-files.js'
import { readFiles } from '../../../src/data/file-source/read-files.js'
import { Folder, HEADER, messageOf } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const TODAY = '2021-06-30'
const GOOD = [
  '2020-01-02,A,10,11,9,10,5,100',
  '2020-01-03,A,10,11,9,10.5,5.25,100',
  '2020-01-02,B,20,21,19,20,20,0',
  '2020-01-03,B,,,,20.5,20.5,',
]

let written = 0

/** Ingests a file of these lines; the message of the error, the folder's name left out. */
async function refusal(
  lines: readonly string[],
  {
    ending = '\n',
    gzip = false,
    ...options
  }: { ending?: string; gzip?: boolean } & Partial<ReadOptions> = {},
): Promise<string> {
  const text = lines.map((line) => line + ending).join('')
  const name = `p${written++}.csv${gzip ? '.gz' : ''}`
  const path = folder.file(name, gzip ? gzipSync(text) : text)
  return refusalOf([path], options)
}

async function refusalOf(files: readonly string[], options: Partial<ReadOptions> = {}) {
  const home = join(folder.path, `home${written++}`)
  const message = await messageOf(ingestFiles({ home, files, today: TODAY, ...options }))
  const datasets = join(home, 'datasets')
  expect(existsSync(datasets) ? readdirSync(datasets) : []).toEqual([]) // no partly written dataset
  return message.replaceAll(`${folder.path}/`, '').replaceAll(/p\d+\.csv/g, 'p.csv')
}

const withRow = (row: string, at = 2) => [HEADER, ...GOOD.slice(0, at), row, ...GOOD.slice(at)]

describe('bad rows, named by file, line, column, value and remedy', () => {
  const cases: readonly [id: string, row: string, message: string][] = [
    [
      'unparsable date',
      '03.01.2020,C,1,1,1,1,1,1',
      'p.csv line 4, column date: "03.01.2020" is not an ISO date; write dates as YYYY-MM-DD, e.g. 2020-03-31',
    ],
    [
      'date with a time in UTC',
      '2020-01-03 05:00:00+00:00,C,1,1,1,1,1,1',
      'line 4, column date: "2020-01-03 05:00:00+00:00" is not an ISO date',
    ],
    ['slashes', '03/01/2020,C,1,1,1,1,1,1', 'line 4, column date: "03/01/2020" is not an ISO date'],
    [
      'date that does not exist',
      '2020-02-30,C,1,1,1,1,1,1',
      'line 4, column date: "2020-02-30" is a date that does not exist; correct it or remove the row',
    ],
    [
      'date in the future',
      '2021-07-01,C,1,1,1,1,1,1',
      'line 4, column date: "2021-07-01" is a date in the future; the last date possible is 2021-06-30',
    ],
    ['no date', ',C,1,1,1,1,1,1', 'line 4, column date: "" is no date'],
    [
      'zero price',
      '2020-01-03,C,1,1,1,1,0,1',
      'line 4, column adj_close: "0" is a price of zero; leave the cell empty',
    ],
    [
      'negative open',
      '2020-01-03,C,-0.5,1,1,1,1,1',
      'line 4, column open: "-0.5" is a negative price',
    ],
    [
      'digit groups',
      '2020-01-03,C,1,1,1,1,1_234.5,1',
      'line 4, column adj_close: "1_234.5" is text instead of a price',
    ],
    [
      'control character in a symbol',
      '2020-01-03,"C\u0007D",1,1,1,1,1,1',
      'line 4, column symbol: "C\\u0007D" is a symbol with a control character; remove the character',
    ],
    [
      'invisible symbol',
      '2020-01-03,\u200b\u00a0,1,1,1,1,1,1',
      'column symbol: "\u200b\u00a0" is no symbol',
    ],
    [
      'negative price',
      '2020-01-03,C,1,1,1,-1.5,1,1',
      'line 4, column close: "-1.5" is a negative price; prices are above zero',
    ],
    [
      'NaN price',
      '2020-01-03,C,1,1,1,1,NaN,1',
      'line 4, column adj_close: "NaN" is NaN instead of a price; leave the cell empty',
    ],
    [
      'infinite price',
      '2020-01-03,C,1,1,1,1,inf,1',
      'line 4, column adj_close: "inf" is an infinite price',
    ],
    ['overflowing price', '2020-01-03,C,1,1,1,1,1e999,1', 'line 4, column adj_close: "1e999" is'],
    [
      'text price',
      '2020-01-03,C,1,1,1,1,n/a,1',
      'line 4, column adj_close: "n/a" is text instead of a price; write numbers with a decimal point',
    ],
    [
      'thousands separator',
      '2020-01-03,C,1,1,1,1,"1,000",1',
      'line 4, column adj_close: "1,000" is text instead of a price',
    ],
    [
      'negative volume',
      '2020-01-03,C,1,1,1,1,1,-5',
      'line 4, column volume: "-5" is a negative quantity',
    ],
    [
      'missing symbol',
      '2020-01-03,,1,1,1,1,1,1',
      'line 4, column symbol: "" is no symbol; every row needs the symbol of its asset',
    ],
    ['blank symbol', '2020-01-03,  ,1,1,1,1,1,1', 'line 4, column symbol: "  " is no symbol'],
    [
      'too few fields',
      '2020-01-03,C,1,1',
      'line 4 has 4 fields where the header has 8: "2020-01-03,C,1,1"; separate fields by commas',
    ],
    ['too many fields', '2020-01-03,C,1,1,1,1,1,1,1', 'line 4 has 9 fields where the header has 8'],
    [
      'decimal commas',
      '2020-01-03,C,1,5,1,5,1,5,1,5,1,5,1',
      'line 4 has 13 fields where the header has 8',
    ],
    [
      'quote never closed',
      '2020-01-03,"C,1,1,1,1,1,1',
      'line 4: a quote (") is opened and never closed; close it',
    ],
  ]

  it.each(cases)('%s', async (_id, row, message) => {
    expect(await refusal(withRow(row))).toContain(message)
  })

  it.each(cases.slice(0, 8))('%s, in gzip with CRLF', async (_id, row, message) => {
    const said = await refusal(withRow(row), { ending: '\r\n', gzip: true })
    expect(said.replace('p.csv.gz', 'p.csv')).toContain(message)
  })

  it('counts blank lines and quoted line ends', async () => {
    const lines = ['date,symbol,adj_close,note', '', '2020-01-02,A,1,"a\nb"', '', '2020-01-03,C,x,']
    expect(await refusal(lines)).toContain('line 6, column adj_close: "x"')
  })

  it('reports the first of many bad rows, far down in the file', async () => {
    const many = Array.from({ length: 30_000 }, (_, k) => `2020-01-02,S${k},1,1,1,1,1,1`)
    const lines = [HEADER, ...many, '2020-01-02,X,1,1,1,1,bad,1', '2020-01-02,Y,1,1,1,1,worse,1']
    expect(await refusal(lines)).toContain('line 30002, column adj_close: "bad"')
  })
})

describe('duplicate (date, symbol)', () => {
  it.each([
    ['identical', GOOD[1]],
    ['not identical', '2020-01-03,A,1,1,1,1,1,1'],
  ])('%s within a file', async (_id, row) => {
    expect(await refusal([HEADER, ...GOOD, row])).toBe(
      'UserError: p.csv line 6, columns date and symbol: (2020-01-03, A) was given already at ' +
        'p.csv line 3; keep one row for each date and symbol',
    )
  })

  it('across files', async () => {
    const one = folder.file('one.csv', `${[HEADER, ...GOOD].join('\n')}\n`)
    const two = folder.file(
      'two.csv',
      `${[HEADER, '2020-01-06,A,1,1,1,1,1,1', GOOD[3]].join('\n')}\n`,
    )
    expect(await refusalOf([one, two])).toContain(
      'two.csv line 3, columns date and symbol: (2020-01-03, B) was given already at one.csv line 5',
    )
  })

  it('after trimming', async () => {
    expect(await refusal([HEADER, ...GOOD, '2020-01-03,A ,1,1,1,1,1,1'])).toContain(
      '(2020-01-03, A)',
    )
  })
})

describe('bad files', () => {
  it.each([
    [
      'missing column',
      ['date,open,close', '2020-01-02,1,1'],
      /p.csv line 1: column symbol is missing; the columns are date, open, close; add --symbol-from-name to read it as the prices of "p\d+", or --column 'symbol=<the one that holds it>'/,
    ],
    [
      'no price column',
      ['date,symbol,open', '2020-01-02,A,1'],
      'column adj_close (or close) is missing; the columns are date, symbol, open',
    ],
    ['no header', GOOD, 'line 1 is data, not a header'],
    ['no rows', [HEADER], 'p.csv has no rows after its header; it needs at least one'],
    [
      'column twice',
      ['date,symbol,close,close', '2020-01-02,A,1,1'],
      'column close appears 2 times (close, close); keep one',
    ],
    ['no price at all', ['date,symbol,close', '2020-01-02,A,'], 'p.csv has no row with a price'],
  ])('%s', async (_id, lines, message) => {
    expect(await refusal(lines)).toMatch(message)
  })

  it('empty', async () => {
    expect(await refusalOf([folder.file('empty.csv', '')])).toContain(
      'empty.csv is empty; it needs',
    )
    expect(await refusalOf([folder.file('blank.csv', '\n')])).toContain('blank.csv is empty')
    expect(await refusalOf([folder.file('empty.csv.gz', gzipSync(''))])).toContain('is empty')
  })

  it('truncated or damaged gzip', async () => {
    const whole = gzipSync(`${[HEADER, ...GOOD].join('\n')}\n`)
    const cut = folder.file('cut.csv.gz', whole.subarray(0, whole.length - 12))
    expect(await refusalOf([cut])).toContain(
      'cut.csv.gz is a truncated gzip file; copy or download it again',
    )
    const damaged = Buffer.from(whole)
    damaged[20] ^= 0xff
    expect(await refusalOf([folder.file('bad.csv.gz', damaged)])).toContain(
      'is a damaged gzip file',
    )
  })

  it('not UTF-8, with its line', async () => {
    const latin = Buffer.from(`${HEADER}\n${GOOD[0]}\n2020-01-03,\xc4,1,1,1,1,1,1\n`, 'latin1')
    expect(await refusalOf([folder.file('latin.csv', latin)])).toContain('line 3 is not UTF-8 text')
    const utf16 = Buffer.from(`\ufeff${HEADER}\n`, 'utf16le')
    expect(await refusalOf([folder.file('utf16.csv', utf16)])).toContain('is UTF-16 text; save it')
  })

  it('not found, a directory, a zip archive, given twice', async () => {
    const good = folder.file('good.csv', `${[HEADER, ...GOOD].join('\n')}\n`)
    const copy = folder.file('copy.csv', `${[HEADER, ...GOOD].join('\n')}\n`)
    mkdirSync(join(folder.path, 'dir'), { recursive: true })
    expect(await refusalOf([join(folder.path, 'nowhere.csv')])).toContain(
      'nowhere.csv was not found',
    )
    expect(await refusalOf([join(folder.path, 'dir')])).toContain(
      'dir is a directory; name the files',
    )
    expect(await refusalOf([folder.file('a.zip', 'PK\x03\x04....')])).toContain('is a zip archive')
    expect(await refusalOf([good, good])).toContain('good.csv is given twice')
    expect(await refusalOf([good, copy])).toContain('copy.csv has the bytes of another file given')
    expect(await refusalOf([])).toContain('no price file is given')
  })
})

describe('sector, membership and characteristics files', () => {
  const good = () => [folder.file('prices.csv', `${[HEADER, ...GOOD].join('\n')}\n`)]
  const member = (row: string) =>
    folder.file('members.csv', `symbol,member_from,member_to\nA,2000-01-01,\n${row}\n`)

  it.each([
    [
      'ends before it starts',
      'B,2010-01-04,2009-12-31',
      'members.csv line 3, column member_to: the membership of B ends 2009-12-31, before it starts (2010-01-04); member_to is the first date outside',
    ],
    ['ends on the day it starts', 'B,2010-01-04,2010-01-04', 'on the day it starts'],
    [
      'bad date',
      'B,2010-13-04,',
      'members.csv line 3, column member_from: "2010-13-04" is not an ISO date',
    ],
    ['no symbol', ',2010-01-04,', 'members.csv line 3, column symbol: "" is no symbol'],
  ])('membership: %s', async (_id, row, message) => {
    expect(await refusalOf(good(), { membership: member(row) })).toContain(message)
  })

  it('an unknown sector file', async () => {
    const sectors = folder.file('other.csv', 'symbol,sector\nZZ,Energy\n')
    expect(await refusalOf(good(), { sectors })).toContain(
      'other.csv, column symbol: none of its symbols ("ZZ", …) is in the price files ("A", …)',
    )
    const columns = folder.file('columns.csv', 'ticker,industry\nA,Energy\n')
    expect(await refusalOf(good(), { sectors: columns })).toContain(
      'columns.csv line 1: column sector is missing; the columns are ticker, industry; add --column sectors:sector=industry',
    )
    const missing = join(folder.path, 'missing.csv')
    expect(await refusalOf(good(), { sectors: missing })).toContain('missing.csv was not found')
    const twice = folder.file('twice.csv', 'symbol,sector\nA,Energy\nA,Materials\n')
    expect(await refusalOf(good(), { sectors: twice })).toContain(
      'line 3, column symbol: "A" was given already on line 2',
    )
  })

  it('characteristics: text, duplicates, no column', async () => {
    const text = folder.file('x.csv', 'date,symbol,value\n2020-01-02,A,1.5\n2020-01-03,A,high\n')
    expect(await refusalOf(good(), { characteristics: text })).toContain(
      'x.csv line 3, column value: "high" is text instead of a value',
    )
    const twice = folder.file('y.csv', 'date,symbol,value\n2020-01-02,A,1\n2020-01-02,A,2\n')
    expect(await refusalOf(good(), { characteristics: twice })).toContain(
      '(2020-01-02, A) is given more than once',
    )
    const none = folder.file('z.csv', 'date,symbol\n2020-01-02,A\n')
    expect(await refusalOf(good(), { characteristics: none })).toContain(
      'has no column beside date and symbol',
    )
  })
})

describe('accepted files', () => {
  async function read(text: string | Uint8Array, options: Partial<ReadOptions> = {}) {
    await using market = await readFiles({
      files: [folder.file(`ok${written++}.csv`, text)],
      today: TODAY,
      ...options,
    })
    const { prices, found } = market
    return { ...prices, found }
  }

  it('CRLF, BOM, mixed line ends, no line end at the end, gzip in several members', async () => {
    const lines = [HEADER, ...GOOD]
    const texts = [
      `${lines.join('\n')}\n`,
      lines.join('\n'),
      `\ufeff${lines.join('\r\n')}\r\n`,
      `${lines.slice(0, 3).join('\n')}\n${lines.slice(3).join('\r\n')}\r\n`,
      Buffer.concat([
        gzipSync(`${lines.slice(0, 2).join('\n')}\n`),
        gzipSync(lines.slice(2).join('\n')),
      ]),
    ]
    for (const text of texts) {
      const { dates, assets, adjClose, open, volume } = await read(text)
      expect([dates, assets]).toEqual([
        ['2020-01-02', '2020-01-03'],
        ['A', 'B'],
      ])
      expect([...adjClose]).toEqual([5, 20, 5.25, 20.5])
      expect([...open]).toEqual([10, 20, 10, Number.NaN])
      expect([...volume]).toEqual([100, 0, 100, Number.NaN])
    }
  })

  it('symbols are text: NA, TRUE, NULL, 007, 1e5, nan; spaces around them go', async () => {
    const symbols = ['007', '1e5', 'BRK,B', 'NA', 'NULL', 'TRUE', 'nan']
    const rows = symbols.map((symbol) => `2020-01-02,"${symbol}",1,1,1,1,1,1`)
    const { assets, found } = await read([HEADER, ...rows, '2020-01-02, X ,1,1,1,1,1,1'].join('\n'))
    expect(assets).toEqual(['007', '1e5', 'BRK,B', 'NA', 'NULL', 'TRUE', 'X', 'nan'])
    expect(found.map(({ kind }) => kind)).toEqual(['trimmed-symbol'])
  })

  it('a column mapping, and names with other case or spaces', async () => {
    const text = 'Datum,Symbol,Adj Close,Schluss\n2020-01-02,A,5,10\n'
    const { close, adjClose } = await read(text, { mapping: { date: 'Datum', close: 'Schluss' } })
    expect([close[0], adjClose[0]]).toEqual([10, 5])
  })

  it('refuses a mapping to a column that is not there, or of one that does not exist', async () => {
    const text = 'date,symbol,close\n2020-01-02,A,5\n'
    expect(await messageOf(read(text, { mapping: { adj_close: 'AdjClose' } }))).toContain(
      'column AdjClose is missing; the columns are date, symbol, close; correct the column mapping: --column',
    )
    expect(await messageOf(read(text, { mapping: { price: 'close' } }))).toContain(
      '"price" is none of',
    )
  })

  it('close without adj_close is used as adj_close with a warning; adj_close without close leaves no close', async () => {
    const closeOnly = await read('date,symbol,close\n2020-01-02,A,5\n')
    expect([closeOnly.close[0], closeOnly.adjClose[0]]).toEqual([5, 5])
    expect(closeOnly.found.map(({ kind }) => kind)).toEqual(['adj-close-assumed'])
    const adjOnly = await read('date,symbol,adj_close\n2020-01-02,A,5\n')
    expect([adjOnly.close[0], adjOnly.adjClose[0]]).toEqual([Number.NaN, 5])
    expect(adjOnly.found.map(({ kind }) => kind)).toEqual(['close-missing'])
  })

  it('leaves out rows without a price and reports their number', async () => {
    const rows = [...GOOD, '2020-01-06,A,,,,,,', '2020-01-06,B,,,,7,,']
    const { dates, found } = await read([HEADER, ...rows].join('\n'))
    expect(dates).toEqual(['2020-01-02', '2020-01-03'])
    expect(found).toMatchObject([{ kind: 'empty-price', severity: 'warning', count: 2 }])
  })

  it('paths that look like patterns', async () => {
    const path = folder.file("it's [1]*?.csv", `${[HEADER, ...GOOD].join('\n')}\n`)
    const report = await checkFiles({ files: [path], today: TODAY })
    expect(report.summary).toMatchObject({
      rows: 4,
      symbols: 2,
      from: '2020-01-02',
      to: '2020-01-03',
    })
  })
})

describe('Parquet', () => {
  const columns = (date: string, symbol: string, price: string) =>
    `select ${date} as date, ${symbol} as symbol, ${price} as adj_close, 5::bigint as volume`

  it.each([
    ['DATE', `date '2020-01-02'`],
    ['TIMESTAMP at midnight', `timestamp '2020-01-02 00:00:00'`],
    ['TIMESTAMP_NS at midnight', `timestamp_ns '2020-01-02 00:00:00'`],
    ['text', `'2020-01-02'`],
  ])('reads a %s', async (id, date) => {
    const path = await folder.parquet(`${id}.parquet`, columns(date, `'NA'`, '1.5::float'))
    await using market = await readFiles({ files: [path], today: TODAY })
    expect(market.prices).toMatchObject({ dates: ['2020-01-02'], assets: ['NA'] })
    expect([market.prices.adjClose[0], market.prices.volume[0]]).toEqual([1.5, 5])
  })

  it.each(['int', 'bigint', 'uinteger', 'smallint'])('reads symbols of type %s', async (type) => {
    const permno = `10107::${type}`
    const path = await folder.parquet(`${type}.parquet`, columns(`'2020-01-02'`, permno, '1.5'))
    await using market = await readFiles({ files: [path], today: TODAY })
    expect(market.prices.assets).toEqual(['10107'])
  })

  it.each([
    [
      'date as a fraction',
      columns('20200102.5', `'A'`, '1.5'),
      'column date: its type is DECIMAL(9,1); write it as a date, a timestamp at midnight, or ISO text',
    ],
    [
      'symbol as a fraction',
      columns(`date '2020-01-02'`, '7::double', '1.5'),
      'column symbol: its type is DOUBLE; write it as text or an integer',
    ],
    [
      'price as text',
      columns(`date '2020-01-02'`, `'A'`, `'1.5'`),
      'column adj_close: its type is VARCHAR; write it as a floating point',
    ],
    [
      'a time of day',
      columns(`timestamp '2020-01-02 16:00:00'`, `'A'`, '1.5'),
      'row 1, column date: "2020-01-02 16:00:00" is not an ISO date',
    ],
    [
      'NaN',
      columns(`date '2020-01-02'`, `'A'`, `'nan'::double`),
      'row 1, column adj_close: "nan" is NaN instead of a price',
    ],
    [
      'null symbol',
      columns(`date '2020-01-02'`, 'null::varchar', '1.5'),
      'row 1, column symbol: "" is no symbol',
    ],
    ['null date', columns('null::date', `'A'`, '1.5'), 'row 1, column date: "" is no date'],
    [
      'future',
      columns(`date '2029-01-02'`, `'A'`, '1.5'),
      'row 1, column date: "2029-01-02" is a date in the future',
    ],
    [
      'missing column',
      `select date '2020-01-02' as date, 1.5 as close`,
      'column symbol is missing; the columns are date, close',
    ],
    [
      'no rows',
      `${columns(`date '2020-01-02'`, `'A'`, '1.5')} limit 0`,
      'has no rows after its header',
    ],
  ])('refuses %s', async (id, query, message) => {
    expect(await refusalOf([await folder.parquet(`bad ${id}.parquet`, query)])).toContain(message)
  })

  it('refuses bytes that only start like Parquet', async () => {
    const path = folder.file('broken.parquet', 'PAR1 and then nothing of the kind')
    expect(await refusalOf([path])).toContain('broken.parquet is not a readable Parquet file')
  })

  it('reports the row of a duplicate', async () => {
    const one = columns(`date '2020-01-02'`, `'A'`, '1.5')
    const path = await folder.parquet('twice.parquet', `${one} union all ${one}`)
    expect(await refusalOf([path])).toContain(
      'twice.parquet row 2, columns date and symbol: (2020-01-02, A) was given already at twice.parquet row 1',
    )
  })
})
