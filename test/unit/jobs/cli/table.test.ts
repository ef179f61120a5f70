import { describe, expect, it } from 'vitest'
import { lineChart } from '../../../../jobs/cli/show/chart.js'
import { count, duration, fixed, percent, table } from '../../../../jobs/cli/show/table.js'

describe('a table', () => {
  it('aligns its columns, numbers to the right, without trailing space', () => {
    const text = table(
      [{ title: 'split' }, { title: 'net', align: 'right' }],
      [
        ['test_2007_2008', '−0.51'],
        ['all', '12.00'],
      ],
    )
    expect(text.split('\n')).toEqual([
      'split             net',
      '──────────────  ─────',
      'test_2007_2008  −0.51',
      'all             12.00',
    ])
  })

  it('without rows has only its header', () => {
    expect(table([{ title: 'id' }], [])).toBe('id\n──')
  })
})

describe('numbers for people', () => {
  it.each([
    [fixed(1.005, 1), '1.0'],
    [fixed(-0.5), '−0.50'],
    [fixed(null), '–'],
    [fixed(Number.NaN), '–'],
    [percent(0.0123), '1.2 %'],
    [percent(undefined), '–'],
    [duration(3.21), '3.2 s'],
    [duration(59.6), '1 min 00 s'],
    [duration(245), '4 min 05 s'],
    [duration(3725), '1 h 02 min'],
    [count(1, 'window'), '1 window'],
    [count(12000, 'row'), '12,000 rows'],
  ])('%s', (text, expected) => expect(text).toBe(expected))
})

describe('a chart', () => {
  const rows = (text: string) => text.split('\n')
  const cells = (line: string) => line.slice(line.indexOf('┤') + 1)
  const inked = (line: string) => [...cells(line)].some((cell) => cell !== '\u2800')

  it('rises from the lower left to the upper right for a rising series', () => {
    const lines = rows(lineChart([0, 1, 2, 3], { width: 8, height: 4, ends: ['2008', '2020'] }))
    expect(lines).toHaveLength(5)
    expect([...cells(lines[0])].at(-1)).not.toBe('\u2800')
    expect([...cells(lines[0])][0]).toBe('\u2800')
    expect([...cells(lines[3])][0]).not.toBe('\u2800')
    expect(lines[0]).toMatch(/3\.000 ┤/)
    expect(lines[3]).toMatch(/0\.000 ┤/)
    expect(lines[4].trim()).toBe('20082020')
  })

  it('includes 0 for a losing series', () => {
    const lines = rows(lineChart([-1, -2], { width: 4, height: 4, ends: ['a', 'b'] }))
    expect(lines[0]).toMatch(/0\.000 ┤/)
    expect(inked(lines[0])).toBe(false)
    expect(lines[3]).toMatch(/−2\.000 ┤/)
  })

  it('has no hole at a jump', () => {
    const lines = rows(lineChart([0, 0, 1, 1], { width: 8, height: 4, ends: ['a', 'b'] }))
    expect(lines.slice(0, 4).every(inked)).toBe(true)
  })

  it('is drawn for one value, equal values and no value', () => {
    expect(lineChart([1], { ends: ['a', 'b'] })).toContain('┤')
    expect(lineChart([0, 0], { ends: ['a', 'b'] })).toContain('┤')
    expect(lineChart([], { ends: ['a', 'b'] })).toBe('(no values)')
  })
})
