import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { type Dashboard, sampleDashboard } from './sample-dashboard.js'

let browser: Browser
let server: Dashboard

beforeAll(async () => {
  if (!CHROMIUM) return
  server = await sampleDashboard()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

it('the playground runs its first query on a click and contacts no other host', async (context) => {
  if (!CHROMIUM) {
    console.log(NO_CHROMIUM)
    return context.skip(NO_CHROMIUM)
  }
  const page = await browser.newPage()
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.url))
      elsewhere.push(request.url())
  })
  await page.goto(`${server.url}/playground`)
  const answer = page.waitForResponse((response) =>
    Boolean(
      response.url().endsWith('/graphql') && response.request().postData()?.includes('netSharpe'),
    ),
  )
  await page.getByText('Send Request').first().click()
  const body = await (await answer).json()
  expect(body.errors).toBeUndefined()
  expect(body.data.splits.length).toBe(4)
  await page.getByText('test_2017_2018').first().waitFor()
  const { netSharpe } = body.data.splits[0].measures
  expect(netSharpe).toBeTypeOf('number')
  const line = page.locator('.cm-line', { hasText: '"netSharpe"' }).first()
  expect((await line.textContent())?.trim()).toBe(`"netSharpe": ${netSharpe},`)
  // The open tab is among those that fit.
  const [bar, tab] = await Promise.all(
    ['app-window-switcher', '.window-switcher__item--active'].map((part) =>
      page.locator(part).boundingBox(),
    ),
  )
  if (!bar || !tab) throw new Error('there are no tabs')
  expect(tab.x).toBeGreaterThanOrEqual(bar.x)
  expect(tab.x + tab.width).toBeLessThanOrEqual(bar.x + bar.width + 1)
  expect(elsewhere).toEqual([])
}, 60_000)
