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

it('the playground runs its first query by a click, and asks nobody else', async (context) => {
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
  expect(elsewhere).toEqual([])
}, 60_000)
