import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../src/catalogue.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { idle, open, type View } from './page.js'
import { type Dashboard, everyStrategyDashboard, unguidedDashboard } from './sample-dashboard.js'

/** Screenshots, for inspection. */
const PICTURES = mkdtempSync(join(tmpdir(), 'residua-strategies-'))

const NEEDS_FACTORS = ['characteristics', 'factors']

/** The first strategy of each kind and of each combination of published parts. */
const ONE_OF_EACH_KIND = [
  ...new Map(
    CATALOGUE.toReversed().map((info) => [JSON.stringify([info.kind, info.has]), info]),
  ).values(),
]

/** What the facts of a split say of its training; of a blend, of what it combines. */
const TRAINING = {
  BASELINE: ['trains nothing', 'components trained 2'],
  PREDICTOR: ['trained 2'],
  TRAINED: ['trained 2'],
} as const

async function tabsOf({ page }: View): Promise<(string | null)[]> {
  const tabs = await page.locator('.tabs a').all()
  return Promise.all(tabs.map((tab) => tab.getAttribute('id')))
}

describe('the dashboard of every kind of strategy', () => {
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    if (!CHROMIUM) return
    dashboard = await everyStrategyDashboard()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await dashboard?.[Symbol.asyncDispose]()
  })

  beforeEach((context) => {
    if (CHROMIUM) return
    console.log(NO_CHROMIUM)
    context.skip(NO_CHROMIUM)
  })

  it.each(ONE_OF_EACH_KIND)(
    'opens every offered tab of $name',
    async ({ name, kind, has }) => {
      await using view = await open(browser, `${dashboard.url}/#view=splits&strategy=${name}`)
      const ids = await tabsOf(view)
      await expect.poll(() => view.text('.facts')).toContain(TRAINING[kind][has.components ? 1 : 0])
      expect((await view.text('.facts')).includes('seed')).toBe(kind !== 'BASELINE')
      for (const tab of NEEDS_FACTORS) expect(ids.includes(`tab-${tab}`), tab).toBe(has.factors)
      expect(ids.includes('tab-residuals')).toBe(has.residuals)
      expect(ids.includes('tab-latents')).toBe(has.latents)
      for (const id of ids) {
        await view.page.click(`#${id}`)
        await idle(view.page)
        await expect
          .poll(async () => (await view.text('.tab-body')).length, { message: String(id) })
          .toBeGreaterThan(30)
        expect(await view.page.locator('.notice').count(), String(id)).toBe(0)
      }
    },
    60_000,
  )

  it('explains why the tab in a link is not shown', async () => {
    await using view = await open(browser, `${dashboard.url}/#strategy=equal-weight&tab=factors`)
    await expect.poll(() => view.text('#missing-tab')).toBe('Equal-weight market has no factors.')
    expect(await view.page.locator('.tabs [aria-current]').getAttribute('id')).toBe('tab-weights')
    await expect.poll(() => view.text('.tab-body')).toContain('Decided at the close before')
    await view.page.screenshot({ path: join(PICTURES, 'equal-weight.png'), fullPage: true })
    console.log(`screenshot: ${PICTURES}/equal-weight.png`)

    await using residuals = await open(
      browser,
      `${dashboard.url}/#strategy=reversal-5&tab=residuals`,
    )
    await expect.poll(() => residuals.text('#missing-tab')).toBe('5-day reversal has no residuals.')
  })

  it('offers the tabs of what the run has, where its configuration leaves factors out', async () => {
    await using unguided = await unguidedDashboard()
    const url = `${unguided.url}/#strategy=factor-vae&tab=`
    await using view = await open(browser, `${url}factors`)
    await expect.poll(() => view.text('#missing-tab')).toBe('This run of FactorVAE has no factors.')
    const ids = await tabsOf(view)
    expect(ids).toEqual(expect.arrayContaining(['tab-predictions', 'tab-latents']))
    for (const tab of NEEDS_FACTORS) expect(ids).not.toContain(`tab-${tab}`)
    await expect.poll(() => view.text('.facts')).not.toContain('factor')
    await view.page.click('#tab-latents')
    await idle(view.page)
    expect(await view.page.locator('#latent-table tbody tr').count()).toBe(4)
    expect(await view.page.locator('#latent-table svg').count()).toBe(8)
    await view.page.screenshot({ path: join(PICTURES, 'latents.png'), fullPage: true })
    console.log(`screenshot: ${PICTURES}/latents.png`)
  })
})
