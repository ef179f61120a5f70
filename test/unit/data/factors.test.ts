import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type IngestOptions, ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { Folder, messageOf, quietRows, toCsv } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
let used = 0

const ROWS = quietRows(['A', 'B'], '2019-12-20', '2020-01-10')
const MORE = quietRows(['A', 'B'], '2019-12-20', '2020-01-14')
const DATES = [...new Set(MORE.map(({ date }) => date))]
const HEADER = 'date,Mkt-RF,SMB,RF,Mom'
const row = (date: string, k: number) => `${date},${k / 4},${-k / 2},0.01,${k}`
const FACTORS = [HEADER, ...DATES.filter((date) => date <= '2020-01-10').map(row)].join('\n')

function ingest(
  factors: string | null,
  options: Partial<IngestOptions> & { rows?: typeof ROWS } = {},
) {
  const { rows = ROWS, ...rest } = options
  const home = options.home ?? join(folder.path, `home${used++}`)
  const file = factors === null ? undefined : folder.file(`ff${used++}.csv`, `${factors}\n`)
  return ingestFiles({
    home,
    ...rest,
    files: [folder.file(`p${used++}.csv`, toCsv(rows))],
    factors: file,
  })
}

describe('factor returns', () => {
  it('are read in percent and lie on the dates of the panel as fractions', async () => {
    const { dataset, report } = await ingest(FACTORS)
    const panel = await loadPanel(dataset.path)
    expect(panel.factors?.names).toEqual(['FF:MKT-RF', 'FF:SMB', 'FF:MOM'])
    expect(panel.factors?.returns.length).toBe(3 * panel.dates.length)
    expect([...(panel.factors?.returns.subarray(12, 15) ?? [])]).toEqual([0.01, -0.02, 0.04])
    expect(panel.assets).toEqual(['A', 'B'])
    expect(report.files[1]).toMatchObject({ role: 'factors', rows: panel.dates.length })
  })

  it('change the hash of a dataset, and are absent where none were supplied', async () => {
    const [plain, withFactors] = [await ingest(null), await ingest(FACTORS)]
    expect(plain.dataset.hash).not.toBe(withFactors.dataset.hash)
    expect((await loadPanel(plain.dataset.path)).factors).toBeUndefined()
  })

  it('are missing where empty, NaN or −99.99; dates without them are reported', async () => {
    const lines = FACTORS.split('\n')
    lines[2] = lines[2].replace(/,.*/, ',-99.99,,0.01,NaN')
    const { dataset, report } = await ingest(lines.slice(0, -1).join('\n'))
    const { factors, dates } = await loadPanel(dataset.path)
    expect([...(factors?.returns.subarray(3, 6) ?? [])].every(Number.isNaN)).toBe(true)
    expect([...(factors?.returns.subarray(-3) ?? [])].every(Number.isNaN)).toBe(true)
    expect(report.findings).toContainEqual(
      expect.objectContaining({ kind: 'factors-missing', count: 2, date: dates[1] }),
    )
  })

  it.each([
    ['no market', 'date,SMB\n2020-01-02,1', /column Mkt-RF is missing; the columns are date, SMB/],
    [
      'a date twice',
      `${FACTORS}\n2020-01-02,1,1,0,1`,
      /column date: 2020-01-02 is given more than once/,
    ],
    ['text', `${HEADER}\n2020-01-02,abc,1,0,1`, /ff\d+\.csv line 2, column Mkt-RF.*abc/],
    ['nothing', `${HEADER}\n2020-01-02,,1,0,1`, /no row has a value/],
    [
      'fractions',
      [
        HEADER,
        ...Array.from({ length: 80 }, (_, k) => {
          const date = new Date(Date.UTC(2019, 0, 1 + k)).toISOString().slice(0, 10)
          return `${date},${k % 2 ? 0.01 : -0.01},0,0,0`
        }),
      ].join('\n'),
      /fractions; factor returns are read in percent per day, multiply them by 100/,
    ],
  ])('refuses %s with place and remedy', async (_, text, message) => {
    expect(await messageOf(ingest(text))).toMatch(message)
  })
})

describe('a dataset that is extended', () => {
  it('keeps its factors and appends those of later dates', async () => {
    const home = join(folder.path, 'extended')
    const first = await ingest(FACTORS, { home })
    const previous = first.dataset.path
    const kept = await ingest(null, { home, previous, rows: MORE })
    const panel = await loadPanel(kept.dataset.path)
    expect(panel.factors?.returns[12]).toBe(0.01)
    expect(panel.factors?.returns.at(-1)).toBeNaN()
    const later = [HEADER, ...DATES.map(row)].join('\n')
    const both = await ingest(later, { home, previous, rows: MORE })
    expect(both.restatement).toBeNull()
    const last = (await loadPanel(both.dataset.path)).factors?.returns.at(-1)
    expect(last).toBe((DATES.length - 1) / 100)
  })

  it('is not restated by its first factors, and is restated where they change', async () => {
    const home = join(folder.path, 'first factors')
    const plain = await ingest(null, { home })
    const given = await ingest(FACTORS, { home, previous: plain.dataset.path })
    expect([given.unchanged, given.restatement, given.factorsFrom]).toEqual([
      false,
      null,
      '2019-12-20',
    ])
    const again = await ingest(FACTORS, { home, previous: given.dataset.path })
    expect(again.unchanged).toBe(true)
    const revised = FACTORS.replace(/2020-01-03,[^,]*/, '2020-01-03,7')
    const changed = await ingest(revised, { home, previous: given.dataset.path })
    expect(changed.restatement).toMatchObject({ symbol: 'FF:MKT-RF', date: '2020-01-03' })
  })
})
