import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCalendar } from '../../../src/data/calendar/read.js'
import { readManifest } from '../../../src/data/dataset/folder.js'
import { type IngestOptions, ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { readFiles } from '../../../src/data/file-source/read-files.js'
import { judge } from '../../../src/data/inbox/judge.js'
import { assetReturns } from '../../../src/data/returns.js'
import { sessionsOf } from '../../_util/exchange-calendars.js'
import { ExchangeMarket } from '../../_util/exchange-market.js'
import { Folder } from '../../_util/market-files.js'
import { sharedData } from '../../_util/shared-data.js'

let folder: Folder
beforeEach(() => {
  folder = new Folder()
})
afterEach(() => folder[Symbol.dispose]())

const ingest = (name: string, text: string, options: Partial<IngestOptions> = {}) =>
  ingestFiles({ home: folder.path, files: [folder.file(name, text)], ...options })

async function verdict(stored: string, text: string): Promise<string> {
  await using market = await readFiles({ files: [folder.file('daily.csv', text)] })
  const found = await judge(market.prices, { folder: stored, manifest: await readManifest(stored) })
  return found.kind === 'go' ? 'go' : `${found.kind}: ${found.reason}`
}

/** Returns of all assets on a date. */
async function returnsOn(path: string, date: string): Promise<number[]> {
  const panel = await loadPanel(path)
  const row = panel.dates.indexOf(date) * panel.assets.length
  return [...assetReturns(panel).subarray(row, row + panel.assets.length)]
}

describe('Shanghai over the Spring Festival', () => {
  const market = new ExchangeMarket(sessionsOf('shanghai', '2018-01-02', '2021-02-26'))
  const history = market.history('2021-02-10')

  it('has one session from the last date before it to the first one after', async () => {
    const { dataset } = await ingest('history.csv', history)
    expect(await verdict(dataset.path, market.daily('2021-02-18'))).toBe('go')
    const next = await ingest('18.csv', market.daily('2021-02-18'), { previous: dataset.path })
    expect((await returnsOn(next.dataset.path, '2021-02-18')).every(Number.isFinite)).toBe(true)
  })

  it('rejects a file without the row before: its return would be of the whole pause', async () => {
    const { dataset } = await ingest('history.csv', history)
    const reason = await verdict(dataset.path, market.alone('2021-02-19'))
    expect(reason).toMatch(/^rejected: it does not repeat the previous row of AA, BB, CC/)
  })

  it('counts every session of a file of sessions', async () => {
    const path = folder.file('xshg.csv', market.dates.join('\n'))
    const calendar = await readCalendar(path)
    const { dataset } = await ingest('history.csv', history, { calendar })
    expect(dataset).toMatchObject({ nextDate: '2021-02-18', calendar: { name: 'xshg.csv' } })
  })
})

describe('a pause of New York data', () => {
  const dow = sharedData('dj30_2000_2024.csv.gz')
  const rows = (text: string, keep: (date: string) => boolean) => {
    const [header, ...lines] = text.trim().split('\n')
    return [header, ...lines.filter((line) => keep(line.slice(0, 10)))].join('\n')
  }

  it.skipIf(!dow)(
    'of more than five sessions has no return, and its daily file waits for the sessions before',
    async () => {
      const text = gunzipSync(readFileSync(String(dow))).toString()
      const history = rows(text, (date) => date > '2024-01' && date <= '2024-08-01')
      const { dataset } = await ingest('history.csv', history)
      const alone = rows(text, (date) => date === '2024-08-26')
      expect(await verdict(dataset.path, alone)).toMatch(
        /^waiting: its date is 2024-08-26, and the data end on 2024-08-01: the 16 sessions 2024-08-02 to 2024-08-23 have no row yet/,
      )
      const forced = await ingest('26.csv', alone, { previous: dataset.path })
      expect((await returnsOn(forced.dataset.path, '2024-08-26')).every(Number.isNaN)).toBe(true)
      expect(forced.report.counts['missing-sessions']).toBe(16)
      // With the row before, the return is that of the day: 0.32 %, not the 1.82 % of the pause.
      const daily = rows(text, (date) => date >= '2024-08-02')
      const whole = await ingest('august.csv', daily, { previous: dataset.path })
      const day = await returnsOn(whole.dataset.path, '2024-08-26')
      const known = day.filter(Number.isFinite)
      expect(known.reduce((sum, value) => sum + value, 0) / known.length).toBeCloseTo(0.0032, 3)
    },
    60_000,
  )
})

describe('the calendar of a dataset', () => {
  const market = new ExchangeMarket(sessionsOf('saudi', '2018-01-02', '2020-12-31'))

  it('changes with --calendar alone, without a restatement where no return changes', async () => {
    const text = market.history('2020-12-23')
    const first = await ingest('a.csv', text)
    expect(first.dataset.nextDate).toBe('2020-12-24')
    const calendar = await readCalendar(
      folder.file('x.csv', market.dates.filter((d) => d !== '2020-12-24').join('\n')),
    )
    const named = await ingest('a.csv', text, { previous: first.dataset.path, calendar })
    expect(named).toMatchObject({ unchanged: false, restatement: null })
    expect(named.dataset).toMatchObject({ nextDate: '2020-12-27', calendar: { name: 'x.csv' } })
    const again = await ingest('a.csv', text, { previous: named.dataset.path, calendar })
    expect(again.unchanged).toBe(true)
    const later = await ingest('b.csv', market.daily('2020-12-24'), {
      previous: named.dataset.path,
    })
    expect(later.dataset.calendar.name).toBe('x.csv')
  })

  it('restates the dates whose returns it removes', async () => {
    const without = market.dates.filter((date) => !(date > '2020-03-01' && date < '2020-03-12'))
    const gapped = new ExchangeMarket(without)
    const text = gapped.history('2020-12-23')
    const first = await ingest('a.csv', text)
    const calendar = await readCalendar(folder.file('x.csv', market.dates.join('\n')))
    const named = await ingest('a.csv', text, { previous: first.dataset.path, calendar })
    expect(named.restatement).toMatchObject({ date: '2020-03-12' })
    expect((await returnsOn(named.dataset.path, '2020-03-12')).every(Number.isNaN)).toBe(true)
  })
})
