import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sheetOf } from '../../jobs/tasks/report/sheet/sheet.js'
import {
  AttributionBy,
  Comparison,
  Figures,
  NextBook,
  Reliability,
  RunBooks,
  RunCapacity,
} from '../../src/dashboard/api/operations.js'
import type { Sheet, SheetRenderer } from '../../src/dashboard/sheet/model.js'
import { datasetByName } from '../../src/store/datasets.js'
import { answeringRuns, type StoredRun } from '../../src/store/read/runs.js'
import { violations } from './axe.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { ask, type Dashboard, emptyDashboard, sampleDashboard } from './sample-dashboard.js'

const TEXTS = {
  facts: [['data hash', 'a'.repeat(64)]] as const,
  predictions: { titles: ['split', 'Rank IC'], rows: [['a', '0.02']], notes: ['Of ranks.'] },
  notes: ['net: after costs.'],
}

describe('the tear sheet', () => {
  let store: Dashboard
  let sheet: Sheet
  let run: StoredRun

  beforeAll(async () => {
    store = await sampleDashboard()
    const { db } = store.database
    const dataset = await datasetByName(db)
    const [own, other] = await Promise.all(
      ['attention-longconv', 'pca-ou'].map(async (strategy) => {
        const [found] = await answeringRuns(db, { datasetIds: [dataset.id], strategy })
        return found
      }),
    )
    if (!own || !other) throw new Error('the sample has both')
    run = own
    sheet = await sheetOf(db, own, { dataset, texts: TEXTS, against: other })
  }, 120_000)

  afterAll(() => store?.[Symbol.asyncDispose]())

  const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

  it('has the figures and daily returns of the API, to the digit', async () => {
    for (const [lag, figures] of [
      [0, sheet.entry.figures],
      [1, sheet.late],
    ] as const) {
      const answer = await ask(store.url, Figures.text, { run: run.id, shown: true, lag })
      expect(plain(figures)).toMatchObject(answer.run.splits)
      const row = lag === 0 ? sheet.all.onTime : sheet.all.late
      expect(plain(row)).toMatchObject(answer.run.measures)
    }
    expect(sheet.entry.measures?.netSharpe).toBe(sheet.all.onTime.netSharpe)
  })

  it('has its errors, deflated ratios and books', async () => {
    const answer = await ask(store.url, Reliability.text, { run: run.id })
    const { splits, ...others } = answer.run
    const { run: found } = sheet.answers.Reliability
    expect(plain(found)).toMatchObject(others)
    const scored = splits.filter(
      ({ measures }: { measures: { days: number } }) => measures.days > 0,
    )
    expect(plain(found?.splits)).toMatchObject(scored)
  })

  it('has its explained variance, of all dates, years and splits', async () => {
    const query = `query ($id: ID!, $from: Date, $to: Date) { run(id: $id) {
      measures(from: $from, to: $to) { explainedVariance meanNet }
      splits { name measures { days explainedVariance } } } }`
    const all = await ask(store.url, query, { id: run.id })
    expect(plain(sheet.all.onTime)).toMatchObject(all.run.measures)
    expect(sheet.years.length).toBeGreaterThan(1)
    for (const { name, onTime } of sheet.years) {
      const range = { id: run.id, from: `${name}-01-01`, to: `${name}-12-31` }
      expect(plain(onTime)).toMatchObject((await ask(store.url, query, range)).run.measures)
    }
    for (const { name, onTime } of sheet.splits) {
      const split = all.run.splits.find((each: { name: string }) => each.name === name)
      expect(plain(onTime)).toMatchObject(split.measures)
    }
  })

  it('has its attribution: sectors sum to net over all dates, factors are those of a split', async () => {
    const { factors, sectors, splits } = sheet.attribution
    const net = sheet.entry.figures.flatMap(({ pnlSeries }) => pnlSeries.net)
    const total = net.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    expect(sectors.reduce((sum, part) => sum + part.contribution, 0)).toBeCloseTo(total, 10)
    const sums = splits.map(({ factors: f, residual, cost }) => f + residual + cost)
    expect(sums.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 10)
    const answer = await ask(store.url, AttributionBy.text, { split: factors?.split, by: 'FACTOR' })
    expect(plain(factors?.parts)).toEqual(answer.split.attribution)
  })

  it('has its books by date, and its capacity', async () => {
    const { RunBooks: books, RunCapacity: capacity } = sheet.answers
    expect(plain(books)).toEqual(await ask(store.url, RunBooks.text, { run: run.id }))
    expect(plain(capacity)).toEqual(await ask(store.url, RunCapacity.text, { run: run.id }))
  })

  it('has its newest book', async () => {
    const { date, split, next, weights } = sheet.holdings ?? {}
    expect(next).toBe(true)
    const answer = await ask(store.url, NextBook.text, { split, date })
    expect(plain(weights)).toEqual(answer.split.weights)
  })

  it('has its comparison with a second strategy, and both in each year', async () => {
    const strategies = ['attention-longconv', 'pca-ou']
    const answer = await ask(store.url, Comparison.text, { strategies })
    expect(plain(sheet.against?.comparison)).toMatchObject(answer.compare)
    const all = sheet.against?.years.at(-1)
    expect(all?.name).toBe('all')
    const { own, other, difference, differenceStandardError } = all ?? ({} as never)
    expect(own.days).toBe(answer.compare[0].days)
    expect(difference).toBeCloseTo((own.meanNet ?? 0) - (other.meanNet ?? 0), 12)
    expect(differenceStandardError).toBeGreaterThan(0)
  })

  describe('as a page', () => {
    let browser: Browser
    const folder = mkdtempSync(join(tmpdir(), 'residua-sheet-'))

    beforeAll(async () => {
      if (!CHROMIUM) return
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
      console.log(`tear sheets: ${folder}`)
    })
    afterAll(() => browser?.close())

    const rendered = async (of: Sheet, name: string) => {
      const renderer = new URL('../../dist/sheet/render.js', import.meta.url).href
      const { sheetHtml } = (await import(renderer)) as SheetRenderer
      const html = sheetHtml(of)
      writeFileSync(join(folder, `${name}.html`), html)
      return html
    }

    it('is whole by itself: no script, no link, no address, and a policy that loads nothing', async () => {
      const html = await rendered(sheet, 'full')
      expect(html).not.toMatch(/<script|<link|https?:|src=|url\(|@import|href=/)
      expect(html).toContain("default-src 'none'")
      expect(html).not.toMatch(/NaN|undefined|\[object/)
    })

    it('has every part of the performance view, and how the run was made', async () => {
      const html = await rendered(sheet, 'full')
      const headings = [...html.matchAll(/<h[12][^>]*>(.*?)<\/h[12]>/g)].map((match) => match[1])
      for (const title of [
        'Attention Factors + LongConv against PCA + Ornstein-Uhlenbeck',
        'Cumulative PnL of a unit book',
        'On the same dates',
        'How sure is it?',
        'Below the peak',
        'Net return by month',
        'By year',
        'Over time',
        'What was held',
        'Capacity',
        'Daily net returns',
        'Net Sharpe by trading cost',
        'By split',
        'Predictions',
        'Where net PnL came from',
        'Holdings now',
        'How it was made',
        'Settings',
      ]) {
        expect(headings).toContain(title)
      }
      for (const text of ['a day later', 'equal-weight market', 'Not by luck', 'Effective names'])
        expect(html).toContain(text)
    })

    it('states that no date has been scored', async () => {
      await using empty = await emptyDashboard()
      await empty.firstPublication()
      const { db } = empty.database
      const dataset = await datasetByName(db)
      const { runPage } = await import('../../src/store/read/runs.js')
      const { runs } = await runPage(db, { first: 1 })
      const [waiting] = runs
      if (!waiting) throw new Error('firstPublication makes a run')
      const html = await rendered(await sheetOf(db, waiting, { dataset, texts: TEXTS }), 'empty')
      expect(html).toContain('No date has been scored yet')
      expect(html).not.toMatch(/NaN|undefined|Infinity/)
    })

    it('has no violation of axe at any width, light and dark, and fits', async (context) => {
      if (!CHROMIUM) {
        console.log(NO_CHROMIUM)
        return context.skip(NO_CHROMIUM)
      }
      await rendered(sheet, 'full')
      const address = pathToFileURL(join(folder, 'full.html')).href
      const found: string[] = []
      for (const width of [1440, 1024, 420]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          const page = await browser.newPage({
            viewport: { width, height: 900 },
            colorScheme,
            bypassCSP: true, // for axe alone
          })
          const asked: string[] = []
          page.on('request', (request) => asked.push(request.url()))
          await page.goto(address)
          found.push(...(await violations(page)).map((line) => `${width} ${colorScheme}: ${line}`))
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
          expect(asked).toEqual([address])
          await page.close()
        }
      }
      expect(found).toEqual([])
    }, 120_000)
  })
})
