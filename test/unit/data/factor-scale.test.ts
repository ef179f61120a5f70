import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { checkFiles } from '../../../src/data/file-source/check-files.js'
import { createRandom } from '../../../src/lib/random.js'
import { Folder, messageOf, type PriceRow, quietRows, toCsv } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
let used = 0

const DATES = [...new Set(quietRows(['A'], '2020-01-02', '2020-12-31').map(({ date }) => date))]
const { normal } = createRandom(7)

/** Daily factor returns in percent, and prices of twelve assets that follow the first. */
const FACTORS = DATES.map(() => [1, 0.5, 0.5].map((deviation) => deviation * normal()))
const ROWS: PriceRow[] = Array.from({ length: 12 }, (_, i) => {
  let close = 50 + i
  return DATES.map((date, t) => {
    close *= 1 + (FACTORS[t][0] + 1.5 * normal()) / 100
    return { date, symbol: `S${i}`, close: Number(close.toFixed(6)) }
  })
}).flat()

function files(dates: readonly string[], scale: number, names = ['Mkt-RF', 'SMB', 'HML']) {
  const before = DATES[DATES.indexOf(dates[0]) - 1]
  const prices = ROWS.filter(({ date }) => date === before || dates.includes(date))
  const rows = dates.map((date) => {
    const values = FACTORS[DATES.indexOf(date)].slice(0, names.length)
    return [date, ...values.map((value) => (value * scale).toPrecision(4))].join(',')
  })
  return {
    files: [folder.file(`p${used++}.csv`, toCsv(prices))],
    factors: folder.file(
      `f${used++}.csv`,
      `${[['date', ...names].join(','), ...rows].join('\n')}\n`,
    ),
  }
}

const YEAR = DATES.slice(1, 200)
const FRACTIONS = /are fractions; factor returns are read in percent per day, multiply them by 100$/

describe.each([
  ['a year', YEAR],
  ['a month', DATES.slice(200, 222)],
  ['a week', DATES.slice(200, 205)],
])('%s of factor returns', (_length, dates) => {
  it('in percent is read, in fractions or basis points refused', async () => {
    const report = await checkFiles(files(dates, 1))
    expect(report.counts['factor-scale']).toBeUndefined()
    expect(await messageOf(checkFiles(files(dates, 0.01)))).toMatch(FRACTIONS)
    expect(await messageOf(checkFiles(files(dates, 100)))).toContain(
      'are basis points; factor returns',
    )
    expect(await messageOf(checkFiles(files(dates, 0.01, ['Mkt-RF'])))).toMatch(FRACTIONS)
  })
})

describe('a single date', () => {
  const days = DATES.slice(200, 240).map((date) => [date])

  it('in percent is never refused', async () => {
    for (const day of days.slice(0, 15)) await checkFiles(files(day, 1))
  })

  it('in fractions is refused where it extends stored factors', async () => {
    const home = join(folder.path, 'home')
    const { dataset } = await ingestFiles({ home, ...files(YEAR, 1) })
    const extend = (day: readonly string[], scale: number) =>
      messageOf(ingestFiles({ home, previous: dataset.path, ...files(day, scale) }))
    for (const day of days.slice(0, 3)) {
      expect(await extend(day, 0.01)).toMatch(FRACTIONS)
      expect(await extend(day, 1)).toBe('nothing was thrown')
    }
  })

  it('of the market alone in fractions is refused, or doubted in the report', async () => {
    for (const day of days.slice(0, 15)) {
      const report = await checkFiles(files(day, 0.01, ['Mkt-RF'])).catch((error: Error) => error)
      if (report instanceof Error) expect(report.message).toMatch(FRACTIONS)
      else if (Math.abs(FACTORS[DATES.indexOf(day[0])][0]) > 0.3) {
        expect(report.counts['factor-scale']).toBe(1)
      }
    }
  })
})
