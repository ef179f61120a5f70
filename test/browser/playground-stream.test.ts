import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { emptyDashboard } from './sample-dashboard.js'

let browser: Browser

beforeAll(async () => {
  if (CHROMIUM)
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
})

afterAll(() => browser?.close())

it('the playground shows each publication as it is made', async (context) => {
  if (!CHROMIUM) {
    console.log(NO_CHROMIUM)
    return context.skip(NO_CHROMIUM)
  }
  await using server = await emptyDashboard()
  const publication = await server.firstPublication()
  const page = await browser.newPage()
  await page.goto(`${server.url}/playground`)
  await page.getByRole('textbox', { name: 'Query' }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText('subscription { published { version split } }')
  const stream = page.waitForResponse((response) => response.url().endsWith('/graphql/stream'))
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  expect((await stream).status()).toBe(200)
  await publishSplit(server.database.pool, publication)
  await page.getByText('test_2019_2020').first().waitFor({ timeout: 10_000 })
  await page.getByText('1 event · waiting for the next one').waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('1 event · stopped').waitFor()
  await page.close()
}, 60_000)
