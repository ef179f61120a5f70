import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { sourceKey } from '../../../../src/data/file-source/data-source.js'
import { Folder } from '../../../_util/market-files.js'
import { readText, refusalOf } from '../../../_util/read-text.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

type Args = [string, Parameters<typeof readText>[2]?]
const read = (...args: Args) => readText(folder, ...args)
const refuse = (...args: Args) => refusalOf(folder, ...args)
const lines = (...rows: string[]) => `${rows.join('\n')}\n`

describe('wide files', () => {
  const WIDE = lines('Date,S01,LOW,V', '2020-01-02,30.5,52.5,', '2020-01-03,30.25,52.75,7')

  it('are refused with the flag that reads them', async () => {
    const message = await refuse(WIDE)
    expect(message).toMatch(
      /t\.csv line 1: column symbol is missing; the columns are Date, S01, LOW, V;/,
    )
    expect(message).toContain(
      'where it is a wide file, with the closes of one symbol in each column (S01, LOW, V)',
    )
    expect(message).toContain('add --wide, or melt it to date,symbol,close')
  })

  it('are read by --wide, with or without a name of the index', async () => {
    for (const text of [WIDE, WIDE.replace('Date', '')]) {
      const found = await read(text, { format: { wide: true } })
      expect([found.dates, found.assets]).toEqual([
        ['2020-01-02', '2020-01-03'],
        ['LOW', 'S01', 'V'],
      ])
      expect([...found.close]).toEqual([52.5, 30.5, Number.NaN, 52.75, 30.25, 7])
      expect([...found.adjClose]).toEqual([...found.close])
      expect(found.kinds).toEqual(['adj-close-assumed'])
      expect(found.locate((found.row[3] ?? 0) - 1)).toMatchObject({ line: 3 })
    }
  })

  it('name the line and column of a bad cell', async () => {
    const bad = WIDE.replace('52.75', '0')
    expect(await refuse(bad, { format: { wide: true } })).toContain(
      'line 3, column LOW: "0" is a price of zero',
    )
    const twice = WIDE.replace('2020-01-03', '2020-01-02')
    expect(await refuse(twice, { format: { wide: true } })).toContain(
      'line 3, columns date and symbol: (2020-01-02, S01) was given already at t.csv line 2',
    )
    const same = WIDE.replace('LOW', 'S01')
    expect(await refuse(same, { format: { wide: true } })).toContain(
      '"S01" has 2 columns for close',
    )
  })

  it('Parquet', async () => {
    const path = await folder.parquet(
      'wide.parquet',
      `select date '2020-01-02' as "__index_level_0__", 1.5 as "A", 2.5 as "B", 3::int as "C"`,
    )
    const found = await read('', { files: [path], format: { wide: true } })
    expect([found.assets, [...found.close]]).toEqual([
      ['A', 'B', 'C'],
      [1.5, 2.5, 3],
    ])
  })
})

describe('headers of two or three lines (yfinance)', () => {
  const CELLS = ['2020-01-02,10,100,20,200', '2020-01-03,11,110,,']
  const expected = async (text: string, name = 'yf.csv') => {
    const found = await read(text, { name })
    expect([found.dates, found.assets]).toEqual([
      ['2020-01-02', '2020-01-03'],
      ['A', 'B'],
    ])
    expect([...found.close]).toEqual([10, 20, 11, Number.NaN])
    expect([...found.volume]).toEqual([100, 200, 110, Number.NaN])
    return found
  }

  it.each([
    ['fields above symbols', ['Price,Close,Volume,Close,Volume', 'Ticker,A,A,B,B', 'Date,,,,']],
    ['symbols above fields', ['Ticker,A,A,B,B', 'Price,Close,Volume,Close,Volume', 'Date,,,,']],
    ['unnamed corner', [',Close,Volume,Close,Volume', ',A,A,B,B', 'Date,,,,']],
    ['no line for the index', [',Close,Volume,Close,Volume', 'Ticker,A,A,B,B']],
  ])('%s', async (_id, header) => {
    const found = await expected(lines(...header, ...CELLS))
    expect(found.kinds).toEqual(['adj-close-assumed'])
    expect(found.locate((found.row[2] ?? 0) - 1)).toMatchObject({ line: header.length + 2 })
  })

  it('with adjusted closes, other columns, and times of day', async () => {
    const text = lines(
      'Price,Adj Close,Close,Dividends,Adj Close,Close,Stock Splits',
      'Ticker,A,A,A,B,B,B',
      'Date,,,,,,',
      '2020-01-02 00:00:00-05:00,5,10,0,8,20,0',
    )
    const found = await read(text)
    expect([[...found.adjClose], [...found.close]]).toEqual([
      [5, 8],
      [10, 20],
    ])
    expect(found.kinds).toEqual([])
  })

  it('of one symbol', async () => {
    const text = lines(
      'Price,Close,High,Low,Open,Volume',
      'Ticker,7203.T,7203.T,7203.T,7203.T,7203.T',
      'Date,,,,,',
      '2020-01-02,1,2,1,1,9',
    )
    const found = await read(text)
    expect([found.assets, found.high[0], found.volume[0]]).toEqual([['7203.T'], 2, 9])
  })

  it('Parquet with the names of tuples', async () => {
    const path = await folder.parquet(
      'tuples.parquet',
      `select date '2020-01-02' as "Date", 10.0 as "('Close', 'A')", 100 as "('Volume', 'A')"`,
    )
    const found = await read('', { files: [path] })
    expect([found.assets, found.close[0], found.volume[0]]).toEqual([['A'], 10, 100])
  })

  it('name the line of a bad cell', async () => {
    const text = lines(
      'Price,Close,Close',
      'Ticker,A,B',
      'Date,,',
      '2020-01-02,1,2',
      '2020-01-03,1,-2',
    )
    expect(await refuse(text)).toContain('line 5, column Close B: "-2" is a negative price')
  })
})

describe('one file a symbol', () => {
  const TEXT = lines('Date,Open,High,Low,Close,Adj Close,Volume', '2020-01-02,1,2,1,10,5,9')

  it('is refused with the flag, which takes the symbol from the name', async () => {
    expect(await refuse(TEXT, { name: 'BRK.B.csv' })).toContain(
      'add --symbol-from-name to read it as the prices of "BRK.B", or --column',
    )
    const files = ['AAPL.csv', '005930.KS.csv.gz'].map((name) =>
      folder.file(name, name.endsWith('gz') ? gzipSync(TEXT.replace('10,5', '20,8')) : TEXT),
    )
    const found = await read('', { files, format: { symbolFromName: true } })
    expect(found.assets).toEqual(['005930.KS', 'AAPL'])
    expect([...found.adjClose]).toEqual([8, 5])
  })

  it('the one column that is not known is named in the flag', async () => {
    const text = lines('date,open,high,low,close,volume,Name', '2020-01-02,1,2,1,1,9,AAL')
    expect(await refuse(text)).toMatch(/add --symbol-from-name to .*, or --column symbol=Name$/)
    expect((await read(text, { mapping: { symbol: 'Name' } })).assets).toEqual(['AAL'])
  })

  it('a renamed file is another source', () => {
    const source = { role: 'prices', sha256: 'x', mapping: {} } as const
    const named = (file: string, symbolFromName?: boolean) =>
      sourceKey({ ...source, file, ...(symbolFromName && { format: { symbolFromName } }) })
    expect(named('A.csv', true)).not.toBe(named('B.csv', true))
    expect(named('A.csv')).toBe(named('B.csv'))
  })

  it('a file with symbols keeps them', async () => {
    const text = lines('date,symbol,close', '2020-01-02,X,1')
    expect((await read(text, { format: { symbolFromName: true } })).assets).toEqual(['X'])
  })
})

describe('other delimiters and decimal commas', () => {
  it.each([
    ['semicolons', ['date;symbol;close', '2020-01-02;A,B;1.5']],
    ['semicolons and decimal commas', ['Datum;Symbol;Schluss', '2020-01-02;A,B;1,5']],
    ['tabs', ['date\tsymbol\tclose', '2020-01-02\tA,B\t1.5']],
    ['bars', ['date|symbol|close', '2020-01-02|A,B|1.5']],
    ['a header with a comma', ['date;symbol;close;"x, y"', '2020-01-02;A,B;1,5;']],
  ])('%s', async (_id, rows) => {
    const found = await read(lines(...rows))
    expect([found.assets, found.close[0]]).toEqual([['A,B'], 1.5])
  })

  it('a comma that may divide thousands is refused with the flag', async () => {
    const text = lines('date;symbol;close', '2020-01-02;A;30,695', '2020-01-03;A;30,326')
    expect(await refuse(text)).toContain(
      '"30,695" may be the decimal point, or divide thousands; add --decimal , where',
    )
    const found = await read(text, { format: { decimal: ',' } })
    expect([...found.close]).toEqual([30.695, 30.326])
    const quoted = lines('date,symbol,close', '2020-01-02,A,"30,5"')
    expect(await refuse(quoted)).toMatch(/is text instead of a price; .*add --decimal ,$/)
    expect((await read(quoted, { format: { decimal: ',' } })).close[0]).toBe(30.5)
  })

  it('thousands and decimal comma together are refused by line', async () => {
    const text = lines('date;symbol;close', '2020-01-02;A;30,5', '2020-01-03;A;1.030,5')
    expect(await refuse(text)).toContain(
      'line 3, column close: "1.030,5" is text instead of a price',
    )
  })
})

describe('dates', () => {
  const dateOf = async (text: string, dateFormat?: string) =>
    (await read(lines('date,symbol,close', `"${text}",A,1`), { format: { dateFormat } })).dates[0]

  it.each([
    ['1996-01-01 00:00:00+05:30', '1996-01-01'],
    ['2020-01-02 00:00:00-05:00', '2020-01-02'],
    ['2020-01-02 00:00:00', '2020-01-02'],
    ['2020-01-02T00:00:00.000Z', '2020-01-02'],
    ['2020-01-02T00:00:00+00:00', '2020-01-02'],
    ['2020-01-02 16:00:00-05:00', '2020-01-02'],
    ['2020-01-02 15:30:00+0530', '2020-01-02'],
    ['2020/01/02', '2020-01-02'],
    ['20200102', '2020-01-02'],
  ])('%s is read as the local date', async (text, date) => {
    expect(await dateOf(text)).toBe(date)
  })

  it.each([
    ['%d/%m/%Y', '02/01/2020'],
    ['%m/%d/%Y', '1/2/2020'],
    ['%d.%m.%Y', '02.01.2020'],
    ['%d.%m.%y', '02.01.20'],
    ['%d-%b-%Y', '02-Jan-2020'],
    ['%b %d, %Y', 'Jan 2, 2020'],
    ['%B %d, %Y', 'January 02, 2020'],
    ['%Y-%m-%d %H:%M:%S', '2020-01-02 18:30:00'],
    ['%Y-%m-%d %H:%M:%S%z', '2020-01-02 23:30:00+00:00'],
    ['%Y-%d-%m', '2020-02-01'],
    ['%d/%m/%Y', '2020-01-02'],
  ])('--date-format %s reads %s as it is written', async (format, text) => {
    expect(await dateOf(text, format)).toBe('2020-01-02')
  })

  it.each([
    [['13/01/2020', '02/01/2020'], "add --date-format '%d/%m/%Y'"],
    [['01/13/2020', '01/02/2020'], "add --date-format '%m/%d/%Y'"],
    [
      ['01/02/2020', '03/04/2020'],
      "add --date-format '%d/%m/%Y' or --date-format '%m/%d/%Y', whichever they are",
    ],
    [['13.01.2020'], "add --date-format '%d.%m.%Y'"],
    [['2-Jan-20'], "add --date-format '%d-%b-%y'"],
    [['2020-01-02T05:00:00Z'], "add --date-format '%Y-%m-%dT%H:%M:%SZ'"],
    [['2020-01-01 18:30:00'], "add --date-format '%Y-%m-%d %H:%M:%S'"],
  ])('%j are refused with the flag', async (dates, remedy) => {
    const text = lines('date,symbol,close', ...dates.map((date) => `"${date}",A,1`))
    const message = await refuse(text)
    expect(message).toContain(`t.csv line 2, column date: "${dates[0]}" is not an ISO date; `)
    expect(message.includes(remedy)).toBe(true)
  })

  it('a bad date in a given format, and formats that are none', async () => {
    const text = lines('date,symbol,close', '02/01/2020,A,1', '31/02/2020,A,1')
    const options = { format: { dateFormat: '%d/%m/%Y' } }
    expect(await refuse(text, options)).toContain(
      'line 3, column date: "31/02/2020" is not an ISO date',
    )
    expect(await refuse(text, { format: { dateFormat: '%d/%m' } })).toContain(
      'needs a year, a month and a day',
    )
    expect(await refuse(text, { format: { dateFormat: '%Q' } })).toContain('"%Q" is not known')
  })

  it('of companion files', async () => {
    const membership = folder.file(
      'dm.csv',
      'symbol,member_from,member_to\nA,20000103,2020/01/03\n',
    )
    const text = lines('date,symbol,close', '2020-01-02,A,1')
    expect(await read(text, { membership })).toMatchObject({ dates: ['2020-01-02'] })
  })

  it.each([
    [`'2020-01-02 00:00:00+05:30'`, '2020-01-02'],
    ['20200102', '2020-01-02'],
    [`timestamptz '2020-01-02 00:00:00+00'`, '2020-01-02'],
  ])('Parquet %s', async (date, expected) => {
    const path = await folder.parquet(
      `d${expected}${date.length}.parquet`,
      `select ${date} as date, 'A' as symbol, 1.5 as close`,
    )
    expect((await read('', { files: [path] })).dates).toEqual([expected])
  })
})

describe('files that are neither CSV nor Parquet are named for what they are', () => {
  it.each([
    ['p.csv.zst', '\x28\xb5\x2f\xfd....', 'is compressed by zstd; decompress it: zstd -d '],
    ['p.xlsx', 'PK\x03\x04....', 'is an Excel workbook; save the sheet as CSV'],
    ['p.csv', 'PK\x03\x04....[Content_Types].xml', 'is an Excel workbook'],
    ['old.xls', '\xd0\xcf\x11\xe0....', 'is an Excel workbook'],
    ['p.feather', 'ARROW1\0\0', 'is a Feather (Arrow) file; write it as Parquet: python -c'],
    ['p.csv.bz2', 'BZh91AY', 'is compressed by bzip2; decompress it: bunzip2'],
    ['p.csv.xz', '\xfd7zXZ\0', 'is compressed by xz'],
    ['p.pkl', '\x80\x04\x95', 'is a Python pickle'],
    ['p.h5', '\x89HDF\r\n', 'is an HDF5 file'],
    [
      'page.csv',
      '\n<!DOCTYPE html><html><body>Sign in</body></html>',
      'is an HTML or XML page, not data',
    ],
    ['table.csv', '<table><tr><td>1</td></tr></table>', 'is an HTML or XML page, not data'],
    ['a.json', '[{"date": "2020-01-02"}]', 'is JSON; write it as Parquet: python -c'],
    ['b.csv', '{"Information": "rate limit"}', 'is JSON'],
    ['c.csv', '\ufeff{\n  "data": []}', 'is JSON'],
    [
      'sep.csv',
      'sep=,\ndate,symbol,close\n',
      "line 1 is Excel's line about the separator (sep=,), not a header; remove it: sed -i 1d",
    ],
    ['sep2.csv', '"sep=;"\ndate;symbol;close\n', "is Excel's line about the separator"],
  ])('%s', async (name, text, message) => {
    const path = folder.file(name, /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : text)
    expect(await refuse('', { files: [path] })).toContain(message)
  })

  it('dates across the columns', async () => {
    expect(await refuse('symbol,2020-01-02,2020-01-03\nA,1,2\n')).toContain(
      'has one column for each date (2020-01-02, …)',
    )
  })
})

describe("Kenneth French's factor files as downloaded", () => {
  const HEAD = [
    'This file was created using the 202410 CRSP database.',
    'The 1-month TBill rate, until 202405, is from Ibbotson.',
    '',
    ',Mkt-RF,SMB,HML,RF',
  ]
  const DATA = [
    '20200102,   -1.59,   -0.76,    0.52,    0.000',
    '20200103,    0.12,   -99.99,    0.01,    0.000',
  ]
  const FOOT = ['', 'Copyright 2024 Eugene F. Fama and Kenneth R. French']
  const PRICES = lines('date,symbol,close', '2020-01-02,A,1', '2020-01-03,A,1')

  it('are read without the lines around the table', async () => {
    const factors = folder.file('raw.csv', lines(...HEAD, ...DATA, ...FOOT))
    const found = await read(PRICES, { factors })
    expect(found.factors).toEqual(['Mkt-RF', 'SMB', 'HML'])
  })

  it('name the line of a bad row', async () => {
    const factors = folder.file('bad-raw.csv', lines(...HEAD, DATA[0], '20200103,0.12', ...FOOT))
    expect(await refuse(PRICES, { factors })).toContain(
      'bad-raw.csv line 6 has 2 fields where the header has 5',
    )
    const text = folder.file('text-raw.csv', lines(...HEAD, DATA[0], '20200103,x,0,0,0', ...FOOT))
    expect(await refuse(PRICES, { factors: text })).toContain(
      'text-raw.csv line 6, column Mkt-RF: "x" is text',
    )
  })
})
