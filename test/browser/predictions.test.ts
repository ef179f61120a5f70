import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StrategyInfo } from '../../src/catalogue.js'
import { fixed, percent, signedFixed, signedPercent } from '../../src/dashboard/text/format.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { idle, open } from './page.js'
import { ask, type Dashboard, predictorDashboard } from './sample-dashboard.js'

/** A strategy that predicts and nothing else. */
vi.mock('../../src/catalogue.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/catalogue.js')>()
  const catalogue = original.CATALOGUE as StrategyInfo[]
  catalogue.push({
    name: 'of-a-test',
    title: 'A predictor',
    description: 'Predicts.',
    kind: 'PREDICTOR',
    has: {
      factors: false,
      residuals: false,
      predictions: true,
      latents: false,
      codebook: false,
      agents: false,
      components: false,
    },
  })
  return original
})

/** What it looked like, for a person to see. */
const PICTURES = mkdtempSync(join(tmpdir(), 'residua-predictions-'))
const PAST = 'test_2019_2020'
const LIVE = 'test_2020_2021'
const PHONE = { width: 380, height: 780 }

describe('the predictions of the dashboard', { timeout: 120_000 }, () => {
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    if (!CHROMIUM) return
    dashboard = await predictorDashboard('of-a-test')
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await dashboard?.[Symbol.asyncDispose]()
  })

  beforeEach((context) => {
    if (CHROMIUM) return
    console.log(NO_CHROMIUM)
    context.skip(NO_CHROMIUM)
  })

  const urlOf = (split: string, date = '') =>
    `${dashboard.url}/#strategy=of-a-test&split=${split}&tab=predictions${date && `&date=${date}`}`

  it('are the ranks of the date and the measures of the test range', async () => {
    await using view = await open(browser, urlOf(PAST, '2020-06-10'))
    expect(await view.page.locator('.notice').count()).toBe(0)
    const { split } = await ask(
      dashboard.url,
      `{ split(name: "${PAST}", strategy: "of-a-test") {
        predictions(date: "2020-06-10", top: 2) { asset { symbol } mean risk score }
        predictionMeasures { days rankIC rankICStandardError coverage90 zStandardDeviation
          spread reliability { share expected } } } }`,
    )
    const rows = await view.page.locator('.tab-body table').first().locator('tbody tr').all()
    for (const [place, { asset, mean, risk, score }] of split.predictions.entries()) {
      const text = await rows[place]?.textContent()
      expect(text).toContain(asset.symbol)
      expect(text).toContain(signedPercent(mean, 2))
      expect(text).toContain(percent(risk, 2))
      expect(text).toContain(signedPercent(score, 2))
    }
    const measures = split.predictionMeasures
    const text = await view.text('.tab-body')
    expect(text).toContain(`Over ${measures.days} test dates`)
    expect(text).toContain(
      `${signedFixed(measures.rankIC, 4)} ±\u202f${fixed(measures.rankICStandardError, 4)}`,
    )
    expect(text).toContain(`${signedPercent(measures.spread, 3)} a date`)
    expect(text).toContain(`90\u202f% band ${percent(measures.coverage90)}`)
    expect(await view.page.locator('.tab-body figure').count()).toBe(3)
    const titles = await view.page.locator('.tab-body figure title').allTextContents()
    expect(titles).toHaveLength(measures.reliability.length)
    expect(titles[0]).toContain(percent(measures.reliability[0].share))
    await view.page.screenshot({ path: join(PICTURES, 'wide.png'), fullPage: true })
    console.log(`screenshot: ${PICTURES}/wide.png`)
  })

  it('are there for the next date of a live split', async () => {
    await using view = await open(browser, urlOf(LIVE))
    const { split } = await ask(
      dashboard.url,
      `{ split(name: "${LIVE}", strategy: "of-a-test") { nextDate } }`,
    )
    await view.page.fill('#date', split.nextDate)
    await idle(view.page)
    expect(await view.page.locator('.notice').count()).toBe(0)
    await expect.poll(() => view.text('.tab-body')).toContain(`Return of ${split.nextDate}`)
    expect(await view.page.locator('.tab-body tbody tr').count()).toBeGreaterThan(10)
  })

  it('fit a phone', async () => {
    const options = { viewport: PHONE, colorScheme: 'dark' } as const
    await using view = await open(browser, urlOf(PAST, '2020-06-10'), options)
    const width = await view.page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBe(PHONE.width)
    await view.page.screenshot({ path: join(PICTURES, 'phone.png'), fullPage: true })
  })
})
