import { afterAll, describe, expect, it } from 'vitest'
import { Folder } from '../../../_util/market-files.js'
import { readText, refusalOf } from '../../../_util/read-text.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const read = (...args: [string, Parameters<typeof readText>[2]?]) => readText(folder, ...args)
const refuse = (...args: [string, Parameters<typeof readText>[2]?]) => refusalOf(folder, ...args)

describe('column names as vendors spell them', () => {
  it.each([
    ['Tiingo', 'date,symbol,close,adjClose,volume,divCash,splitFactor'],
    ['EODHD', 'Date,Code_,Close,Adjusted_close,Volume,x,y', { symbol: 'Code_' }],
    [
      'Alpha Vantage',
      'timestamp,symbol,close,adjusted_close,volume,dividend_amount,split_coefficient',
    ],
    ['Sharadar', 'date,ticker,close,closeadj,volume,closeunadj,lastupdated'],
    ['Yahoo with tickers', 'Date,Ticker,Close,Adj Close,Volume,a,b'],
    ['dots', 'Date,Symbol,Close,Adj. Close,Volume,a,b'],
    ['suffix', 'DATE,SECID,CLOSE,CLOSE_ADJ,VOL,a,b'],
    ['stooq', '<DATE>,<TICKER>,<CLOSE>,<ADJCLOSE>,<VOL>,<OPENINT>,<PER>'],
    ['German', 'Datum,Symbol,Schlußkurs_,Adj Close,Umsatz,a,b', { close: 'Schlußkurs_' }],
    [
      'quoted, spaced',
      '"Trade Date"," Ticker Symbol ","Close Price","Adjusted Close Price","Total Volume",a,b',
    ],
    ['camel case', 'tradeDate,tickerSymbol,closePrice,adjClosePrice,tradingVolume,a,b'],
  ] as [string, string, Record<string, string>?][])('%s', async (_vendor, header, mapping = {}) => {
    const found = await read(`${header}\n2020-01-02,A,10,5,100,0,1\n`.replace(...swap(header)), {
      mapping,
    })
    expect([found.dates, found.assets]).toEqual([['2020-01-02'], ['A']])
    expect([found.close[0], found.adjClose[0], found.volume[0]]).toEqual([10, 5, 100])
    expect(found.kinds).not.toContain('adj-close-assumed')
  })

  /** The row has its symbol first where the header has. */
  function swap(header: string): [string, string] {
    return /^(symbol|ticker)/i.test(header) ? ['2020-01-02,A', 'A,2020-01-02'] : ['', '']
  }

  it('our own names win over those of vendors', async () => {
    const text = 'date,timestamp,symbol,ticker,close,last,adj_close\n2020-01-02,x,A,B,10,9,5\n'
    const { assets, close } = await read(text)
    expect([assets, close[0]]).toEqual([['A'], 10])
  })

  it('two columns that may each be it are refused with the flags', async () => {
    const text = 'date,PERMNO,TICKER,close\n2020-01-02,10107,MSFT,10\n'
    expect(await refuse(text)).toMatch(
      /line 1: PERMNO and TICKER may each be the column symbol; add --column symbol=PERMNO or --column symbol=TICKER$/,
    )
    const { assets } = await read(text, { mapping: { symbol: 'PERMNO' } })
    expect(assets).toEqual(['10107'])
    const adjusted = 'date,symbol,close,Adjusted Close,closeadj\n2020-01-02,A,10,5,5\n'
    expect(await refuse(adjusted)).toContain(
      "--column 'adj_close=Adjusted Close' or --column adj_close=closeadj",
    )
  })

  it.each(['splitAdjClose', 'Total Return Index', 'adj_px', 'TRI', 'AdjustedValue'])(
    'a file with %s is not read by its raw close in silence',
    async (name) => {
      const text = `date,symbol,close,${name}\n2020-01-02,A,10,5\n`
      const message = await refuse(text)
      expect(message).toContain(
        `${name} looks like an adjusted close, and adj_close is missing; add --column`,
      )
      expect(message.endsWith('--column adj_close=close')).toBe(true)
      expect((await read(text, { mapping: { adj_close: name } })).adjClose[0]).toBe(5)
      expect((await read(text, { mapping: { adj_close: 'close' } })).adjClose[0]).toBe(10)
    },
  )

  it.each(['adj_factor', 'close_unadj', 'AdjVolume', 'adjOpen', 'split_coefficient', 'Adj High'])(
    '%s is no adjusted close',
    async (name) => {
      const { kinds } = await read(`date,symbol,close,${name}\n2020-01-02,A,10,5\n`)
      expect(kinds).toEqual(['adj-close-assumed', 'ignored-column'])
    },
  )

  it.each([
    ['an unnamed index of dates', ',symbol,close\n2020-01-02,A,1\n'],
    ['an unnamed index of numbers', ',date,symbol,close\n0,2020-01-02,A,1\n'],
    ['a named index of numbers', 'Unnamed: 0,date,symbol,close\n0,2020-01-02,A,1\n'],
    ['an index called index', 'index,symbol,close\n2020-01-02 00:00:00,A,1\n'],
  ])('%s', async (_id, text) => {
    expect(await read(text)).toMatchObject({ dates: ['2020-01-02'], assets: ['A'] })
  })
})

describe('a column mapping', () => {
  const YAHOO = 'Date,Ticker,Close,Adj Close\n2020-01-02,A,10,5\n2020-01-02,B,20,8\n'
  const MAPPING = { date: 'Date', symbol: 'Ticker', adj_close: 'Adj Close' }

  it('of the prices leaves companion files their own names', async () => {
    const sectors = folder.file('sectors.csv', 'symbol,sector\nA,Energy\nB,Materials\n')
    const membership = folder.file('m.csv', 'symbol,member_from,member_to\nA,2000-01-01,\n')
    const characteristics = folder.file('c.csv', 'date,symbol,value\n2020-01-02,A,1\n')
    const factors = folder.file('f.csv', 'date,Mkt-RF\n2020-01-02,1\n')
    const found = await read(YAHOO, {
      mapping: MAPPING,
      sectors,
      membership,
      characteristics,
      factors,
    })
    expect(found.sectors).toEqual([
      { symbol: 'A', name: null, sector: 'Energy' },
      { symbol: 'B', name: null, sector: 'Materials' },
    ])
  })

  it('of one file, by its role or its name, counts for that file', async () => {
    const sectors = folder.file('labels.csv', 'symbol,Kürzel,industry\nX,A,Energy\nY,B,Materials\n')
    for (const key of ['sectors', 'labels.csv']) {
      const mapping = { [`${key}:symbol`]: 'Kürzel', [`${key}:sector`]: 'industry' }
      const found = await read(YAHOO, { mapping, sectors })
      expect(found.sectors?.map(({ symbol, sector }) => [symbol, sector])).toEqual([
        ['A', 'Energy'],
        ['B', 'Materials'],
      ])
    }
    expect(await refuse(YAHOO, { mapping: { 'sectors:symbol': 'Nr' }, sectors })).toContain(
      'labels.csv line 1: column Nr is missing; the columns are symbol, Kürzel, industry; correct the column mapping',
    )
    expect(await refuse(YAHOO, { mapping: { 'sectors:price': 'x' } })).toContain(
      '"price" is none of',
    )
  })

  it('a column that is missing in a companion file is named with its flag', async () => {
    const sectors = folder.file('odd.csv', 'Kürzel,sector\nA,Energy\n')
    expect(await refuse(YAHOO, { sectors })).toMatch(
      /odd\.csv line 1: column symbol is missing; the columns are Kürzel, sector; add --column 'sectors:symbol=Kürzel'$/,
    )
  })
})

describe('files of CRSP', () => {
  const text = [
    'PERMNO,date,BIDLO,ASKHI,PRC,VOL,RET',
    '00010107,20200102,9,11,-10.5,-99,C',
    '00010107,20200103,0,11,10.75,100,0.02',
    '00010108,20200102,9,11,0,5,B',
    '00010108,20200103,9,11,10,5,0.01',
  ].join('\n')

  it('negative prices are midpoints, zero and −99 missing, ids keep their zeros', async () => {
    const found = await read(text)
    expect(found.assets).toEqual(['00010107', '00010108'])
    expect([...found.close]).toEqual([10.5, Number.NaN, 10.75, 10])
    expect([...found.volume]).toEqual([Number.NaN, Number.NaN, 100, 5])
    expect(found.low[2]).toBeNaN()
    expect(found.found).toContainEqual(expect.objectContaining({ kind: 'crsp-midpoint', count: 2 }))
    expect(found.kinds).toContain('adj-close-assumed')
  })

  it('letters in a column of returns are missing values', async () => {
    const characteristics = folder.file(
      'r.csv',
      'date,PERMNO,RET,x\n20200102,00010107,C,1\n20200103,00010107,0.02,2\n',
    )
    await read(text, { characteristics })
    const bad = folder.file('r2.csv', 'date,PERMNO,RET,x\n20200102,00010107,C,C\n')
    expect(await refuse(text, { characteristics: bad })).toContain(
      'column x: "C" is text instead of a value',
    )
  })

  it('a negative price elsewhere is refused', async () => {
    expect(await refuse('date,symbol,close\n2020-01-02,A,-1\n')).toContain('is a negative price')
  })
})

it('opens, highs and lows of 0 are missing, and reported', async () => {
  const text = 'date,symbol,open,high,low,close\n2020-01-02,A,0,2,0.0,1\n2020-01-03,A,1,2,1,1\n'
  const { open, low, close, found } = await read(text)
  expect([open[0], low[0], close[0], open[1]]).toEqual([Number.NaN, Number.NaN, 1, 1])
  expect(found).toContainEqual(
    expect.objectContaining({ kind: 'zero-price', severity: 'note', count: 2 }),
  )
})
