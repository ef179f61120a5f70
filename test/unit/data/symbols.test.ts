import { afterAll, describe, expect, it } from 'vitest'
import { checkFiles } from '../../../src/data/file-source/check-files.js'
import { normalSymbol } from '../../../src/data/symbols.js'
import { Folder, quietRows, toCsv } from '../../_util/market-files.js'
import { readText, refusalOf } from '../../_util/read-text.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

/** Spellings of one symbol. */
const SPELLINGS = [
  ['zero-width space', 'AB\u200b', 'AB'],
  ['zero-width inside', 'A\u200bB', 'AB'],
  ['zero-width joiner', 'A\u200dB', 'AB'],
  ['word joiner, soft hyphen', '\u2060A\u00adB', 'AB'],
  ['byte order mark', '\ufeffAB', 'AB'],
  ['ideographic space', 'AB\u3000', 'AB'],
  ['no-break spaces', '\u00a0\u202fAB\u2007', 'AB'],
  ['tab', '\tAB\t', 'AB'],
  ['direction mark', '\u200eAB\u200f', 'AB'],
  ['decomposed', 'Cafe\u0301', 'Caf\u00e9'],
  ['no-break space inside', 'BRK\u00a0B', 'BRK B'],
  ['variation selector', 'AB\ufe0f', 'AB'],
] as const

describe.each(SPELLINGS)('a symbol with %s', (_id, given, symbol) => {
  it('is the same in every kind of file', async () => {
    expect(normalSymbol(given)).toBe(symbol)
    const sectors = folder.file('s.csv', `symbol,sector\n"${given}",Energy\n`)
    const membership = folder.file(
      'm.csv',
      `symbol,member_from,member_to\n"${given}",2000-01-01,\n`,
    )
    const characteristics = folder.file('c.csv', `date,symbol,x\n2020-01-02,"${given}",1\n`)
    const text = `date,symbol,close\n2020-01-02,${symbol},1\n2020-01-03,"${given}",2\n`
    const found = await readText(folder, text, { sectors, membership, characteristics })
    expect(found.assets).toEqual([symbol])
    expect([...found.close]).toEqual([1, 2])
    expect(found.sectors?.map((label) => label.symbol)).toEqual([symbol])
    expect(found.found).toContainEqual(
      expect.objectContaining({ kind: 'trimmed-symbol', count: 1 }),
    )
    expect(found.kinds).not.toContain('characteristic-without-asset')
  })

  it('is the same in Parquet', async () => {
    const path = await folder.parquet(
      'p.parquet',
      `select date '2020-01-02' as date, '${symbol}' as symbol, 1.0 as close union all
       select date '2020-01-03', '${given}', 2.0`,
    )
    expect((await readText(folder, '', { files: [path] })).assets).toEqual([symbol])
  })
})

it('two spellings on one date are named by line', async () => {
  const text = 'date,symbol,close\n2020-01-02,AB,1\n2020-01-02,AB\u200b,2\n'
  expect(await refusalOf(folder, text)).toContain(
    't.csv line 3, columns date and symbol: (2020-01-02, AB) was given already at t.csv line 2',
  )
})

it.each(['A\u0007B', 'A\u001b[31m', 'A\u0085B', 'A\u2028B'])(
  'a control character is refused: %j',
  async (symbol) => {
    const text = `date,symbol,close\n2020-01-02,A,1\n2020-01-02,"${symbol}",2\n`
    expect(await refusalOf(folder, text)).toContain('line 3, column symbol: ')
    expect(await refusalOf(folder, text)).toContain('is a symbol with a control character; remove')
    const sectors = folder.file('bad.csv', `symbol,sector\nA,Energy\n"${symbol}",Energy\n`)
    expect(await refusalOf(folder, 'date,symbol,close\n2020-01-02,A,1\n', { sectors })).toContain(
      'bad.csv line 3, column symbol',
    )
  },
)

it('symbols that a spreadsheet would compute are named', async () => {
  const symbols = ['=1+1', '+A', '-A', '@A', 'A;=1', 'BRK-B', 'EURUSD=X']
  const rows = symbols.map((symbol) => `2020-01-02,"${symbol}",1\n`)
  const { findings } = await checkFiles({
    files: [folder.file('formulas.csv', `date,symbol,close\n${rows.join('')}`)],
  })
  const named = findings.filter(({ kind }) => kind === 'formula-symbol')
  expect(named.map(({ symbol }) => symbol).sort()).toEqual(['+A', '-A', '=1+1', '@A', 'A;=1'])
  expect(named[0]).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining('excel=true'),
  })
})

it.each([
  ['case', 'brk.B', 'BRK.B'],
  ['width', 'ＡＢ', 'AB'],
  ['spaces', 'BRK B', 'BRKB'],
])('symbols that differ only by %s are named', async (_id, one, two) => {
  const rows = quietRows([one, two, 'Z'], '2020-01-02', '2020-01-31')
  const { findings } = await checkFiles({ files: [folder.file('similar.csv', toCsv(rows))] })
  expect(findings.filter(({ kind }) => kind === 'similar-symbols')).toMatchObject([
    {
      severity: 'warning',
      symbol: expect.stringMatching(`^(${one}|${two})$`),
      message: expect.stringMatching(`"(${one}|${two})"`),
    },
  ])
})
