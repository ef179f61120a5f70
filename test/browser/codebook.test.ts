import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StrategyInfo } from '../../src/catalogue.js'
import { fixed, percent, signedPercent } from '../../src/dashboard/text/format.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { idle, open } from './page.js'
import { ask, codebookDashboard, type Dashboard } from './sample-dashboard.js'

/** A strategy with predictions and codebooks. */
vi.mock('../../src/catalogue.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/catalogue.js')>()
  const catalogue = original.CATALOGUE as StrategyInfo[]
  const has = {
    factors: false,
    residuals: false,
    predictions: true,
    latents: false,
    codebook: true,
    agents: false,
    components: false,
  }
  catalogue.push({
    name: 'of-a-test',
    title: 'A predictor with codes',
    description: 'Encodes.',
    kind: 'PREDICTOR',
    has,
  })
  return original
})

/** What it looked like, for a person to see. */
const PICTURES = mkdtempSync(join(tmpdir(), 'residua-codebook-'))
const PAST = 'test_2019_2020'
const PHONE = { width: 380, height: 780 }

describe('the codebook of the dashboard', { timeout: 120_000 }, () => {
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    if (!CHROMIUM) return
    dashboard = await codebookDashboard('of-a-test')
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

  const urlOf = (more = '') =>
    `${dashboard.url}/#strategy=of-a-test&split=${PAST}&tab=codebook&date=2020-06-10${more}`
  const askSplit = async (fields: string) =>
    (await ask(dashboard.url, `{ split(name: "${PAST}", strategy: "of-a-test") { ${fields} } }`))
      .split

  it('shows what codes encode beside what they do not predict', async () => {
    await using view = await open(browser, urlOf())
    expect(await view.page.locator('.notice').count()).toBe(0)
    const { codebook: book, codes } = await askSplit(`codebook(module: CROSS_SECTION) {
      size used perplexityTest persistence marketShareOwnDay marketShareNextDay
      codes { code usageTest } } codes(module: CROSS_SECTION) { date code }`)
    expect(book.marketShareOwnDay).toBeGreaterThan(0.9)
    expect(Math.abs(book.marketShareNextDay)).toBeLessThan(0.15)
    const note = await view.text('.tab-body .note')
    expect(note).toContain('Codes encode what happened, not what will.')
    expect(note).toContain(`${percent(book.marketShareOwnDay, 0)} of the variance`)
    expect(note).toContain(`${percent(book.marketShareNextDay, 0)} and`)
    expect(note).toContain(
      `${percent(book.persistence, 0)} of the codes are those of the date before`,
    )
    expect(note).toContain(`${book.used} of ${book.size} codes`)
    expect(note).toContain(`perplexity ${fixed(book.perplexityTest, 1)}`)
    expect(await view.page.locator('.code-strip .cell').count()).toBe(codes.length)
    expect(await view.page.locator('.usage a').count()).toBe(book.size)
    const ofDate = codes.find(({ date }: { date: string }) => date === '2020-06-10')
    await expect.poll(() => view.text('.code-page h3')).toBe(`Code ${ofDate.code}`)
    const ticks = await view.page.locator('.code-strip .tick').count()
    expect(ticks).toBe(book.codes[ofDate.code].usageTest)
    await view.page.screenshot({ path: join(PICTURES, 'dates.png'), fullPage: true })
    console.log(`screenshots: ${PICTURES}`)
  })

  it('opens the page of a code by its bar, and a date by its cell', async () => {
    await using view = await open(browser, urlOf())
    await view.page.locator('.usage a').nth(11).click()
    await idle(view.page)
    const { codebook: book } = await askSplit(`codebook(module: CROSS_SECTION) {
      codes { usageTest firstDate lastDate marketReturnOwnDay rankIC } }`)
    await expect.poll(() => view.text('.code-page h3')).toBe('Code 11')
    const facts = await view.text('.code-line')
    const code = book.codes[11]
    expect(facts).toContain(`${code.usageTest} times`)
    expect(facts).toContain(code.firstDate)
    expect(facts).toContain(signedPercent(code.marketReturnOwnDay, 2))
    expect(facts).toContain(code.rankIC === null ? 'too few' : '±')
    expect(new URL(view.page.url()).hash).toContain('code=11')

    await view.page.locator('.code-strip .cell').nth(30).dispatchEvent('click')
    await idle(view.page)
    const { codes } = await askSplit('codes(module: CROSS_SECTION) { date code }')
    const hash = new URLSearchParams(new URL(view.page.url()).hash.slice(1))
    expect(hash.get('date')).toBe(codes[30].date)
    await expect.poll(() => view.text('.code-page h3')).toBe(`Code ${codes[30].code}`)
  })

  it('shows the codes of assets with those that had them, and their sectors', async () => {
    await using view = await open(browser, urlOf())
    await view.page.locator('#module-TIME_SERIES').click()
    await idle(view.page)
    const { codebook: book, codes } = await askSplit(`codebook(module: TIME_SERIES) {
      codes { code usageTest nearest { asset { symbol } count } sectors { sector } } }
      codes(module: TIME_SERIES, from: "2020-06-10", to: "2020-06-10") { code asset { symbol } }`)
    type Used = { code: number; usageTest: number }
    const most = book.codes.reduce((best: Used, each: Used) =>
      each.usageTest > best.usageTest ? each : best,
    )
    const page = await view.text('.code-page')
    expect(page).toContain(`Code ${most.code}`)
    for (const { asset } of most.nearest) expect(page).toContain(asset.symbol)
    expect(page).toContain(most.sectors[0].sector)
    const first = codes.find(({ code }: Used) => code === most.code)
    if (first) await expect.poll(() => view.text('.code-dates')).toContain(first.asset.symbol)
    await expect.poll(() => view.text('.tab-body .note')).toContain('Each asset has a code')
    await view.page.screenshot({ path: join(PICTURES, 'assets.png'), fullPage: true })
  })

  it('fits a phone, in the dark', async () => {
    const options = { viewport: PHONE, colorScheme: 'dark' } as const
    await using view = await open(browser, urlOf('&module=TIME_SERIES'), options)
    const width = await view.page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBe(PHONE.width)
    await view.page.screenshot({ path: join(PICTURES, 'phone.png'), fullPage: true })
  })
})
