import { describe, expect, it } from 'vitest'
import { steppedIndex } from '../../../src/dashboard/chart/stepped-index.js'
import {
  linesOf,
  parsePositions,
  writtenPositions,
} from '../../../src/dashboard/hedge/positions.js'
import type { Column } from '../../../src/dashboard/parts/column.js'
import { toCsv } from '../../../src/dashboard/parts/csv.js'
import { nextSorting, searched, sorted } from '../../../src/dashboard/parts/sorting.js'
import { nearestName } from '../../../src/dashboard/text/nearest.js'
import { asCurl, asGraphql, asked, playgroundHref } from '../../../src/dashboard/tools/asked.js'

interface Row {
  readonly name: string
  readonly size: number | null
}

const ROWS: readonly Row[] = [
  { name: 'b "x", y', size: 2 },
  { name: 'a', size: null },
  { name: 'c', size: -3 },
]
const COLUMNS: readonly Column<Row>[] = [
  { label: 'Name', name: 'name', value: ({ name }) => name },
  { label: 'Size', name: 'size', numeric: true, value: ({ size }) => size },
  { label: 'Drawn', cell: () => null },
]

describe('a table', () => {
  it('sorts by a column, missing values last in both directions', () => {
    const names = (descending: boolean) =>
      sorted(ROWS, COLUMNS, { column: 1, descending }).map(({ name }) => name)
    expect(names(true)).toEqual(['b "x", y', 'c', 'a'])
    expect(names(false)).toEqual(['c', 'b "x", y', 'a'])
    expect(sorted(ROWS, COLUMNS, null)).toBe(ROWS)
  })

  it('shows the largest first, then the smallest, then its own order', () => {
    const first = nextSorting(null, 1, COLUMNS[1])
    expect(first).toEqual({ column: 1, descending: true })
    const second = nextSorting(first, 1, COLUMNS[1])
    expect(second).toEqual({ column: 1, descending: false })
    expect(nextSorting(second, 1, COLUMNS[1])).toBeNull()
  })

  it('finds rows by any value in either case', () => {
    expect(searched(ROWS, COLUMNS, 'X"').map(({ name }) => name)).toEqual(['b "x", y'])
    expect(searched(ROWS, COLUMNS, ' ')).toBe(ROWS)
  })

  it('is a CSV file of its named columns', () => {
    expect(toCsv(COLUMNS, ROWS)).toBe('name,size\r\n"b ""x"", y",2\r\na,\r\nc,-3\r\n')
  })
})

describe('a portfolio', () => {
  it('is read as people write it', () => {
    const { positions, wrong } = parsePositions(
      'symbol,weight\nAAPL, 0.1\nMSFT −5 %\n\n"BRK.B";0.2\nXOM\t-1e-2',
    )
    expect(wrong).toEqual([])
    expect(positions).toEqual([
      { symbol: 'AAPL', weight: 0.1 },
      { symbol: 'MSFT', weight: -0.05 },
      { symbol: 'BRK.B', weight: 0.2 },
      { symbol: 'XOM', weight: -0.01 },
    ])
    expect(parsePositions(linesOf(writtenPositions(positions))).positions).toEqual(positions)
  })

  it.each([
    ['AAPL', 'Line 1, “AAPL”, is not a symbol and a weight.'],
    ['AAPL, much', 'Line 1, “AAPL, much”, is not a symbol and a weight.'],
    ['A, 1\nA, 2', 'A is listed twice.'],
  ])('%s is refused with its reason', (text, reason) => {
    expect(parsePositions(text).wrong).toEqual([reason])
  })
})

it('arrow keys stay within the dates', () => {
  expect(steppedIndex('ArrowRight', 5, 5)).toBe(5)
  expect(steppedIndex('ArrowLeft', 5, 9)).toBe(4)
  expect(steppedIndex('PageDown', 5, 99)).toBe(0)
  expect(steppedIndex('End', 0, 9)).toBe(9)
  expect(steppedIndex('a', 0, 9)).toBeUndefined()
})

it('the nearest name is the one that differs least', () => {
  expect(nearestName('pca-uo', ['attention-longconv', 'pca-ou', 'ff-ou'])).toBe('pca-ou')
  expect(nearestName('x', [])).toBeUndefined()
})

describe('a query to take away', () => {
  const query = asked(
    { name: 'Splits', text: 'query Splits($name: String) { splits { name } }' },
    { name: "o'clock", gone: undefined },
  )

  it('has the variables that have a value', () => {
    expect(query.variables).toEqual({ name: "o'clock" })
    expect(asGraphql(query)).toContain(`# variables: {"name":"o'clock"}`)
  })

  it('is a command that a shell reads as one argument', () => {
    const command = asCurl(query, 'http://localhost:4000', true)
    expect(command).toContain(`"authorization: Bearer $RESIDUA_KEY"`)
    expect(command).toContain(`o'\\''clock`)
  })

  it('is a link to the playground', () => {
    const params = new URLSearchParams(playgroundHref(query).split('#')[1])
    expect(params.get('query')).toBe(query.text)
    expect(JSON.parse(params.get('variables') ?? '')).toEqual(query.variables)
  })
})
