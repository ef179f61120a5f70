import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { count, fixed, percent, signedPercent } from '../../src/dashboard/text/format.js'
import { revokeApiKey } from '../../src/store/api-keys.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { idle, open, textOf } from './page.js'
import {
  ask,
  type Dashboard,
  emptyDashboard,
  KEY_NAME,
  lockedDashboard,
  sampleDashboard,
} from './sample-dashboard.js'

/** Screenshots, for inspection. */
const PICTURES = mkdtempSync(join(tmpdir(), 'residua-dashboard-'))

const TABS = ['characteristics', 'factors', 'residuals', 'weights', 'orders', 'training']
const PAST_SPLIT = 'test_2019_2020'
const PHONE = { width: 380, height: 780 }

/** Links, where the page reports what is wrong with them, and the value that is not to be sent. */
const NOT_THERE: readonly (readonly [
  hash: string,
  selector: string,
  text: string,
  value?: string,
])[] = [
  ['#view=perfomance', '#wrong-link', 'Show performance, the nearest'],
  ['#view=performance&strategy=pca-uo', '#missing-strategy', 'Show pca-ou', 'pca-uo'],
  ['#view=performance&strategy=ridge', '#missing-strategy', 'no published results', 'ridge'],
  ['#view=performance&compare=pca-oo', '#missing-compare', 'Compare with pca-ou', 'pca-oo'],
  ['#view=performance&from=2030-01-01', '#missing-range', 'Show all dates'],
  ['#view=performance&from=2021-01-01&to=2020-01-01', '#from-wrong', 'not after', '2021-01-01'],
  ['#view=performance&lag=7', '#wrong-link', 'lag must be 0 or 1'],
  ['#view=performance&shortCostBps=-1', '#shortCostBps-wrong', 'from 0 to 10,000'],
  ['#view=overview&dataset=sampel', '#missing-dataset', 'sample is shown'],
  ['#view=splits&split=test_2019_2021', '#missing-split', 'the nearest', 'test_2019_2021'],
  [`#view=splits&split=${PAST_SPLIT}&tab=facters`, '#missing-tab', 'Show factors', 'facters'],
  [`#view=splits&split=${PAST_SPLIT}&tab=codebook`, '#missing-tab', 'has no codebook'],
  [`#view=splits&split=${PAST_SPLIT}&date=2020-03-15`, '#missing-date', '2020-03-13', '2020-03-15'],
  [`#view=splits&split=${PAST_SPLIT}&tab=factors&factor=9`, '#missing-factor', 'Show F2'],
  ['#view=splits&strategy=storm&tab=attribution&by=FACTOR', '#missing-by', 'no factors', 'FACTOR'],
  ['#view=splits&strategy=storm&tab=codebook&code=99', '#missing-code', 'Show code 11'],
  ['#view=splits&split=test_2020_2021&tab=orders&capital=-5', '#capital-wrong', 'above 0'],
  ['#view=splits&split=test_2020_2021&tab=orders&lot=0.5', '#lot-wrong', 'whole number'],
  ['#view=asset&asset=S03', '#missing-asset', 'the nearest'],
  ['#view=asset&asset=S003&split=test_2019_2021', '#missing-split', 'nearest', 'test_2019_2021'],
  [`#view=asset&asset=S003&split=${PAST_SPLIT}&date=2020-03-15`, '#missing-date', '2020-03-13'],
  ['#view=hedge&positions=S001:0.5,S002:x', '#positions-wrong', 'S002, x', 'S001'],
  ['#view=hedge&positions=S001:0.5&date=2020-03-15', '#missing-date', '2020-03-13', '2020-03-15'],
]

/** Run in the page: controls without an accessible name. */
const NAMELESS = `
  [...document.querySelectorAll('input, select, button, a, [role=img], [role=region]')]
    .filter((element) => !element.getAttribute('aria-label') && !element.labels?.length)
    .filter((element) => !element.textContent.trim())
    .map((element) => element.outerHTML)
`

describe('the dashboard', { timeout: 120_000 }, () => {
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    if (!CHROMIUM) return
    dashboard = await sampleDashboard()
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

  it('shows the figures of the API', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=performance`)
    const { splits } = await ask(
      dashboard.url,
      `{ splits(strategy: "attention-longconv") {
      name run { measures { days netSharpe netSharpeStandardError hedgedNetSharpe grossSharpe
        turnover maxDrawdown marketBeta shortExposure } } measures { netSharpe } } }`,
    )
    const { measures } = splits[0].run
    expect(await figuresOf(view.page)).toMatchObject({
      'Net Sharpe': `${fixed(measures.netSharpe)} ±\u202f${fixed(measures.netSharpeStandardError)}`,
      'Hedged net Sharpe': fixed(measures.hedgedNetSharpe),
      'Gross Sharpe': fixed(measures.grossSharpe),
      'Turnover a day': fixed(measures.turnover, 3),
      'Max drawdown': percent(measures.maxDrawdown),
      'Market beta': fixed(measures.marketBeta),
      'Short exposure': fixed(measures.shortExposure, 3),
    })
    await expect.poll(() => view.text('#headline')).toContain(`${count(measures.days)} test dates`)
    await expect.poll(() => view.text('#splits')).toContain(fixed(splits[0].measures.netSharpe))
    expect(await view.page.locator('#curve-chart canvas').count()).toBe(1)
    await view.page.screenshot({ path: join(PICTURES, 'wide.png'), fullPage: true })
  })

  it('requests again when a cost or the lag changes, and keeps both in the address', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=performance`)
    const before = await figuresOf(view.page)
    await view.page.fill('#tradingCostBps', '25')
    await view.page.press('#tradingCostBps', 'Enter')
    await idle(view.page)
    await view.page.locator('label:has(#lag-1)').click()
    await idle(view.page)
    const { splits } = await ask(
      dashboard.url,
      `{ splits(strategy: "attention-longconv") {
      run { measures(tradingCostBps: 25, lag: 1) { netSharpe hedgedNetSharpe } } } }`,
    )
    const { netSharpe, hedgedNetSharpe } = splits[0].run.measures
    const after = await figuresOf(view.page)
    expect(after['Net Sharpe']).toContain(fixed(netSharpe))
    expect(after['Hedged net Sharpe']).toBe(fixed(hedgedNetSharpe))
    expect(after['Net Sharpe']).not.toBe(before['Net Sharpe'])
    expect(new URL(view.page.url()).hash).toBe('#view=performance&lag=1&tradingCostBps=25')

    await using shared = await open(browser, view.page.url())
    expect(await figuresOf(shared.page)).toEqual(after)
  })

  it('reports an invalid cost at its field, and does not send it', async () => {
    await using view = await open(browser, `${dashboard.url}/#tradingCostBps=-1`)
    await expect.poll(() => view.text('#tradingCostBps-wrong')).toContain('from 0 to 10,000')
    expect(await figuresOf(view.page)).toHaveProperty('Net Sharpe')
    await view.page.fill('#shortCostBps', '-3')
    await view.page.press('#shortCostBps', 'Enter')
    await idle(view.page)
    await expect.poll(() => view.text('#shortCostBps-wrong')).toContain('from 0 to 10,000')
  })

  it('reports what of a link is not there, offers the nearest, and does not send it', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=performance`)
    const { page } = view
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.postData() ?? ''))
    for (const [hash, selector, text, value] of NOT_THERE) {
      sent.length = 0
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
      await idle(page)
      await expect.poll(() => view.text(selector), { message: hash }).toContain(text)
      expect(await page.locator('main .bad[role=alert]').count(), hash).toBe(0)
      if (value) expect(sent.join('\n'), hash).not.toContain(`"${value}"`)
    }
    await page.evaluate('location.hash = "#view=splits&split=test_2018_2020"')
    await idle(page)
    await page.locator('#missing-split a').click()
    await idle(page)
    expect(await page.locator('#missing-split').count()).toBe(0)
  })

  it('shows the measures of the range selected on the chart', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=performance`)
    const box = await view.page.locator('#curve-chart .u-over').boundingBox()
    if (!box) throw new Error('no chart')
    const y = box.y + box.height / 2
    await view.page.mouse.move(box.x + box.width * 0.6, y)
    await view.page.mouse.down()
    await view.page.mouse.move(box.x + box.width * 0.9, y, { steps: 4 })
    await view.page.mouse.up()
    await view.page.waitForURL(/from=/)
    await idle(view.page)
    const hash = new URLSearchParams(new URL(view.page.url()).hash.slice(1))
    const { splits } = await ask(
      dashboard.url,
      `query ($from: Date, $to: Date) { splits(strategy: "attention-longconv") {
        run { measures(from: $from, to: $to) { netSharpe } } } }`,
      { from: hash.get('from'), to: hash.get('to') },
    )
    await expect
      .poll(async () => (await figuresOf(view.page))['Net Sharpe'])
      .toContain(fixed(splits[0].run.measures.netSharpe))
    const reset = async () => {
      await view.page.mouse.dblclick(box.x + 20, y)
      await idle(view.page)
      return view.page.url()
    }
    await expect.poll(reset).not.toContain('from=')
  })

  it('compares strategies on the same dates', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=performance`)
    await view.page.check('#compare-pca-ou')
    await idle(view.page)
    const { splits } = await ask(dashboard.url, '{ splits(strategy: "pca-ou") { pnl { net } } }')
    const nets: number[] = splits.flatMap(({ pnl }: Pnl) => pnl.map(({ net }) => net))
    const row = view.page.locator('#curve-legend tr', { hasText: 'PCA' })
    await expect
      .poll(() => textOf(row.locator('[data-kind=net]')))
      .toBe(signedPercent(nets.reduce((sum, net) => sum + net, 0)))
  })

  it('shows why a split failed, and a gap', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=performance`)
    await expect.poll(() => view.text('#splits')).toContain('failed: the loss is not finite')
    await view.page.click('#split-test_2018_2019')
    await idle(view.page)
    await expect.poll(() => view.text('#detail')).toContain('the loss is not finite')
  })

  it('opens every tab of a split', async () => {
    await using view = await open(browser, `${dashboard.url}/#split=test_2019_2020`)
    for (const tab of TABS) {
      await view.page.click(`#tab-${tab}`)
      await idle(view.page)
      await expect
        .poll(async () => (await view.text('.tab-body')).length, { message: tab })
        .toBeGreaterThan(50)
      expect(await view.page.locator('.notice').count(), tab).toBe(0)
    }
  })

  it('steps from one trading date to the next, by the keyboard too', async () => {
    const url = `${dashboard.url}/#split=test_2019_2020&tab=weights&date=2020-03-13`
    await using view = await open(browser, url)
    await view.page.click('#date-after')
    await idle(view.page)
    expect(await view.page.inputValue('#date')).toBe('2020-03-16')
    await view.page.press('#date-slider', 'ArrowRight')
    await idle(view.page)
    expect(await view.page.inputValue('#date')).toBe('2020-03-17')
    expect(await view.page.locator(':focus').getAttribute('id')).toBe('date-slider')
    await view.page.fill('#date', '2020-03-22')
    await idle(view.page)
    const { split } = await ask(
      dashboard.url,
      `{ split(name: "test_2019_2020") {
      weights(date: "2020-03-20", side: LONG, top: 1) { asset { symbol } weight } } }`,
    )
    const [{ asset, weight }] = split.weights
    await expect.poll(() => view.text('.tab-body tbody tr')).toContain(asset.symbol)
    await expect.poll(() => view.text('.tab-body')).toContain(percent(weight, 2))
  })

  it('sizes the orders of the live split', async () => {
    const url = `${dashboard.url}/#split=test_2020_2021&tab=orders`
    await using view = await open(browser, url)
    await view.page.fill('#capital', '1000000')
    await view.page.press('#capital', 'Enter')
    await idle(view.page)
    const { split } = await ask(
      dashboard.url,
      `{ split(name: "test_2020_2021") {
      nextDate orders(capital: 1000000) { trade shares } } }`,
    )
    const [first] = split.orders.toSorted(
      (a: Order, b: Order) => Math.abs(b.trade) - Math.abs(a.trade),
    )
    await expect.poll(() => view.text('#order-table tbody tr')).toContain(count(first.shares))
    await expect.poll(() => view.text('.tab-body')).toContain(`for ${split.nextDate}`)
  })

  it('fits a phone, in the dark', async () => {
    const options = { viewport: PHONE, colorScheme: 'dark' } as const
    await using view = await open(browser, `${dashboard.url}/#view=splits`, options)
    for (const tab of TABS) {
      await view.page.click(`#tab-${tab}`)
      await idle(view.page)
      const width = await view.page.evaluate('document.documentElement.scrollWidth')
      expect(width, tab).toBe(PHONE.width)
    }
    await view.page.screenshot({ path: join(PICTURES, 'phone.png'), fullPage: true })
  })

  it('reads charts by one finger, zooms by two, and announces what the arrow keys reach', async () => {
    const options = { viewport: PHONE, hasTouch: true }
    await using view = await open(browser, `${dashboard.url}/#view=performance`, options)
    const { page } = view
    const over = page.locator('#curve-chart .u-over')
    await over.scrollIntoViewIfNeeded()
    const box = await over.boundingBox()
    if (!box) throw new Error('no chart')
    const session = await page.context().newCDPSession(page)
    const touch = async (type: Touch, ...shares: readonly number[]) => {
      const touchPoints = shares.map((share, id) => ({
        x: box.x + box.width * share,
        y: box.y + 60,
        id,
      }))
      await session.send('Input.dispatchTouchEvent', { type, touchPoints })
    }
    const dateAt = async (share: number) => {
      await touch('touchStart', share)
      const date = await view.text('#curve-chart time')
      await touch('touchEnd')
      return date
    }
    const last = await view.text('#curve-chart time')
    await touch('touchStart', 0.3)
    const early = await view.text('#curve-chart time')
    await touch('touchMove', 0.7)
    const late = await view.text('#curve-chart time')
    await touch('touchEnd')
    expect(early < late && late < last, `${early} ${late} ${last}`).toBe(true)

    const edge = await dateAt(0.02)
    await touch('touchStart', 0.45, 0.55)
    for (const spread of [0.1, 0.2, 0.3]) await touch('touchMove', 0.45 - spread, 0.55 + spread)
    await touch('touchEnd')
    expect((await dateAt(0.02)) > edge).toBe(true)
    // Events of a tap may follow a moment later, and move the cursor too.
    await page.waitForTimeout(500)
    await idle(page)

    const slider = page.locator('#curve-chart [role=slider]')
    await slider.focus()
    await slider.press('End')
    await slider.press('ArrowLeft')
    const announced = (await slider.getAttribute('aria-valuetext')) ?? ''
    expect(announced.slice(0, 10) < last).toBe(true)
    expect(announced).toMatch(/: net .*%, hedged net .*%, gross .*%/)
    await expect.poll(() => view.text('#curve-chart time')).toBe(announced.slice(0, 10))

    const small = page.locator('#books [role=slider]').first()
    await small.focus()
    await small.press('Home')
    expect(await small.getAttribute('aria-valuetext')).toBe(
      await view.text('#books figcaption span'),
    )
    expect(await small.getAttribute('aria-valuetext')).toMatch(/^2018-07-02: \d/)

    await page.evaluate(`location.hash = "#view=splits&split=${PAST_SPLIT}&tab=factors"`)
    await idle(page)
    const cells = page.locator('.heatmap [role=slider]').first()
    await cells.focus()
    await cells.press('ArrowDown')
    expect(await cells.getAttribute('aria-valuetext')).toBe(await view.text('.heatmap .readout'))
    expect(await cells.getAttribute('aria-valuetext')).toMatch(/^S\d{3}, 2020-12-31: /)
    await cells.press('Enter')
    await idle(page)
    expect(page.url()).toContain('view=asset&')
  })

  it('labels every control', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=performance`)
    const nameless = await view.page.evaluate(NAMELESS)
    expect(nameless).toEqual([])
  })

  it('prompts for a key where the API requires one, keeps it in its tab only, and prompts again once it is revoked', async () => {
    await using locked = await lockedDashboard()
    await using view = await open(browser, locked.url, { errors: true })
    const { page } = view
    await expect.poll(() => view.text('#notice')).toContain('This API needs a key')
    expect(await page.locator('#overview').isVisible()).toBe(false)
    await page.screenshot({ path: join(PICTURES, 'locked.png') })

    await page.fill('#api-key', 'rsd_wrong')
    await page.press('#api-key', 'Enter')
    await page.waitForSelector('#notice [role=alert]')
    await expect.poll(() => view.text('#notice')).toContain('The API rejects this key')

    await page.fill('#api-key', locked.key)
    await page.click('#notice button')
    await page.waitForSelector('#overview table')
    await idle(page)
    await expect.poll(() => view.text('#notice')).toBe('')
    await page.reload()
    await page.waitForSelector('#overview table')
    const elsewhere = await page.evaluate(
      'JSON.stringify([localStorage.length, document.cookie, location.href])',
    )
    expect(elsewhere).toBe(JSON.stringify([0, '', `${locked.url}/`]))

    await revokeApiKey(locked.database.db, KEY_NAME)
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    await page.waitForSelector('#notice [role=alert]')
    expect(await page.locator('#overview').isVisible()).toBe(false)
    await page.click('#key button')
    await page.waitForSelector('#notice form:not(:has([role=alert]))')
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })

  it('shows the command to run before the first publication, then the published results', async () => {
    await using empty = await emptyDashboard()
    await using view = await open(browser, empty.url)
    await expect.poll(() => view.text('main')).toContain('npx residua ingest')
    await publishSplit(empty.database.pool, await empty.firstPublication())
    // The page polls, and does so at once when it becomes visible.
    await view.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    await view.page.waitForSelector('#overview table')
    await idle(view.page)
    await expect.poll(() => view.text('.version')).toContain('version 1')
    await expect.poll(() => view.text('#overview')).toContain('1 of 1')
  })
})

type Touch = 'touchStart' | 'touchMove' | 'touchEnd'

interface Pnl {
  readonly pnl: readonly { readonly net: number }[]
}

interface Order {
  readonly trade: number
  readonly shares: number
}

async function figuresOf(page: Page): Promise<Record<string, string>> {
  const labels = await page.locator('#headline dt').allTextContents()
  const values = await page.locator('#headline dd').allTextContents()
  return Object.fromEntries(labels.map((label, i) => [label, values[i]]))
}
