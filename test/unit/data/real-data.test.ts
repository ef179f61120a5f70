import { afterAll, describe, expect, it } from 'vitest'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { FULL } from '../../_util/faults/scale.js'
import { Folder } from '../../_util/market-files.js'
import { sharedData } from '../../_util/shared-data.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const prices = sharedData('us_sp500_2000_2020.csv.gz')
const delisted = sharedData('us_sp500_delisted_2000_2018.csv.gz')
const membership = sharedData('us_sp500_membership.csv')
const sectors = sharedData('us_sectors.csv')
const dow = sharedData('dj30_2000_2020.csv.gz')
const oldDow = sharedData('dj30_adjclose_1962_2015.csv.gz')

if (!FULL) process.stdout.write('skipped: every S&P 500 row; npm run test:faults reads them\n')

describe.skipIf(!(FULL && prices && delisted && membership && sectors))(
  'the S&P 500, 2000–2020',
  () => {
    it('is read completely, without unusable rows', async () => {
      const { dataset, report } = await ingestFiles({
        home: folder.path,
        files: [String(prices), String(delisted)],
        membership,
        sectors,
      })
      expect(dataset).toMatchObject({
        rowCount: 2_725_693 + 478_818,
        assetCount: 820,
        firstDate: '2000-01-03',
        lastDate: '2020-12-31',
        nextDate: '2021-01-04',
      })
      expect(report.files.map(({ rows }) => rows)).toEqual([2_725_693, 478_818, 840, 820])
      expect(report.summary.dates).toBe(5284)
      expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(report.counts).toMatchObject({ 'large-return': 71 + 42, 'undated-sectors': 1 })
      expect(Object.keys(report.counts)).not.toContain('unsorted-rows')
      expect(Object.keys(report.counts)).not.toContain('weekend')
      expect(report.findings).toContainEqual(
        expect.objectContaining({ kind: 'large-return', symbol: 'LEHMQ.m', date: '2008-09-15' }),
      )

      const panel = await loadPanel(dataset.path)
      expect([panel.dates.length, panel.assets.length]).toEqual([5284, 820])
      const at = (date: string, symbol: string) =>
        panel.dates.indexOf(date) * panel.assets.length + panel.assets.indexOf(symbol)
      expect(panel.adjClose[at('2000-01-03', 'A')]).toBe(44.5304)
      expect(panel.close[at('2000-02-01', 'AA.m')]).toBe(72.12)
      expect(panel.volume[at('2005-06-23', 'ABMD')]).toBe(0)
      expect(panel.members[at('2000-06-02', 'A')]).toBe(0)
      expect(panel.members[at('2000-06-05', 'A')]).toBe(1)
      expect(panel.sectors[panel.assets.indexOf('A')]).toBe('Health Care')
      expect(panel.adjClose.filter((value) => !Number.isNaN(value))).toHaveLength(3_204_511)
    }, 120_000)
  },
)

describe.skipIf(!(dow && oldDow))('the Dow', () => {
  it('is read with open, high and low, or with only adj_close', async () => {
    const { dataset } = await ingestFiles({ home: folder.path, files: [String(dow)] })
    expect(dataset).toMatchObject({ rowCount: 156_457, assetCount: 30 })
    const old = await ingestFiles({ home: folder.path, files: [String(oldDow)] })
    // Less two rows of 1985-09-27, when a hurricane closed the exchange.
    expect(old.dataset).toMatchObject({ rowCount: 306_563, firstDate: '1962-01-02' })
    expect(old.report.counts['close-missing']).toBe(1)
    const panel = await loadPanel(old.dataset.path)
    expect(panel.close.every(Number.isNaN)).toBe(true)
  }, 60_000)
})
