import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXAMPLES } from '../../src/playground/saved/examples.js'
import { violations } from './axe.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { open } from './page.js'
import {
  type Dashboard,
  emptyDashboard,
  lockedDashboard,
  sampleDashboard,
} from './sample-dashboard.js'

let browser: Browser
let server: Dashboard
let empty: Dashboard
let locked: Awaited<ReturnType<typeof lockedDashboard>>

beforeAll(async () => {
  if (!CHROMIUM) return
  ;[server, empty, locked] = await Promise.all([
    sampleDashboard(),
    emptyDashboard(),
    lockedDashboard(),
  ])
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  for (const each of [server, empty, locked]) await each?.[Symbol.asyncDispose]()
})

const [FIRST] = EXAMPLES
const query = (page: Page) => page.getByRole('textbox', { name: 'Query' })
const answer = (page: Page) => page.getByRole('textbox', { name: 'Answer' })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const tabNames = (page: Page) => page.locator('.open-queries .name').allTextContents()

async function write(page: Page, text: string): Promise<void> {
  await query(page).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}

async function openSaved(page: Page, name: string): Promise<void> {
  await button(page, 'Saved queries').click()
  await page.locator('#saved-queries').getByText(name, { exact: true }).click()
}

if (!CHROMIUM) console.log(NO_CHROMIUM)

async function openEverything(page: Page): Promise<void> {
  await button(page, 'Run').click()
  await answer(page).waitFor()
  await button(page, 'Schema').click()
  await button(page, 'Saved queries').click()
}

describe.skipIf(!CHROMIUM)('the playground', () => {
  it('runs its first query on a click, shows numbers as they came, and contacts no other host', async () => {
    await using view = await open(browser, `${server.url}/playground`)
    const { page } = view
    const response = page.waitForResponse((each) =>
      Boolean(each.url().endsWith('/graphql') && each.request().postData()?.includes('netSharpe')),
    )
    await button(page, 'Run').click()
    const body = await (await response).json()
    expect(body.errors).toBeUndefined()
    expect(body.data.splits.length).toBe(4)
    const { netSharpe } = body.data.splits[0].measures
    expect(netSharpe).toBeTypeOf('number')
    await answer(page).getByText(`"netSharpe": ${netSharpe},`).first().waitFor()
    await expect.poll(() => view.text('#answer .bar')).toMatch(/^200 · \d+ ms · [\d.]+ K?B$/)
  }, 60_000)

  it('has saved queries in a menu; each opens in a tab, the first from the left, and stays', async () => {
    await using view = await open(browser, `${server.url}/playground`)
    const { page } = view
    expect(await tabNames(page)).toEqual([FIRST.name])
    await expect.poll(() => view.text('#answer')).toContain('No answer yet')
    await button(page, 'Saved queries').click()
    expect(await page.locator('#saved-queries .name').allTextContents()).toEqual(
      EXAMPLES.map(({ name }) => name),
    )
    await page.keyboard.press('Escape')
    expect(await page.locator('#saved-queries').isVisible()).toBe(false)
    await openSaved(page, 'What is here?')
    await openSaved(page, 'When was it earned?')
    await openSaved(page, FIRST.name)
    expect(await tabNames(page)).toEqual([FIRST.name, 'What is here?', 'When was it earned?'])
    const [bar, tab] = await Promise.all(
      ['main', '.open-queries .tab'].map((part) => page.locator(part).first().boundingBox()),
    )
    if (!bar || !tab) throw new Error('there are no tabs')
    expect(tab.x - bar.x).toBeLessThan(20)
    await page.getByRole('button', { name: 'Close What is here?' }).click()
    await page.reload()
    expect(await tabNames(page)).toEqual([FIRST.name, 'When was it earned?'])
    for (const name of [FIRST.name, 'When was it earned?'])
      await page.getByRole('button', { name: `Close ${name}` }).click()
    expect(await tabNames(page)).toEqual(['New query'])
  }, 60_000)

  it('opens the query of a link with its variables, and makes such links', async () => {
    const link = new URLSearchParams({
      name: 'Linked',
      query: 'query Q($strategy: String) { splits(strategy: $strategy) { name } }',
      variables: '{ "strategy": "pca-ou" }',
    })
    await using view = await open(browser, `${server.url}/playground#${link}`)
    const { page } = view
    expect(await tabNames(page)).toEqual([FIRST.name, 'Linked'])
    await query(page).press('Control+Enter')
    await answer(page).getByText('test_2017_2018').waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await button(page, 'Copy link').click()
    await page.getByText('Link copied').waitFor()
    const copied = new URL(await page.evaluate<string>('navigator.clipboard.readText()'))
    expect(Object.fromEntries(new URLSearchParams(copied.hash.slice(1)))).toEqual(
      Object.fromEntries(link),
    )
  }, 60_000)

  it('completes by the schema, marks what it does not know, and describes it', async () => {
    await using view = await open(browser, `${server.url}/playground`)
    const { page } = view
    await write(page, '{ dataVersion { version nonsense } }')
    await page.locator('.cm-lintRange-error').first().waitFor()
    await write(page, '{ strat')
    await page.keyboard.type('e')
    await page.locator('.cm-tooltip-autocomplete').getByText('strategies').waitFor()
    await page.keyboard.press('Escape')
    await button(page, 'Schema').click()
    await page.locator('#schema').getByPlaceholder('type or field').fill('netSharpe')
    await page.locator('#schema').getByRole('button', { name: 'Measures', exact: true }).click()
    await expect.poll(() => view.text('#schema')).toContain('netSharpeStandardError')
  }, 60_000)

  it('shows errors of the API with their codes', async () => {
    await using view = await open(browser, `${server.url}/playground`, { errors: true })
    const { page } = view
    await write(page, '{ dataVersion { nonsense } }')
    await query(page).press('Control+Enter')
    await expect.poll(() => view.text('#answer [role=alert]')).toMatch(/^\w+ .*nonsense/)
  }, 60_000)

  it('does not send variables that are no object', async () => {
    await using view = await open(browser, `${server.url}/playground`)
    const { page } = view
    await page.getByText('Variables', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Variables' }).click()
    await page.keyboard.insertText('[1]')
    await button(page, 'Run').click()
    await expect.poll(() => view.text('#answer [role=alert]')).toContain('must be a JSON object')
  }, 60_000)

  it('says that nothing is published', async () => {
    await using view = await open(browser, `${empty.url}/playground`)
    await expect.poll(() => view.text('main [role=status]')).toContain('Nothing is published yet')
  }, 60_000)

  it('says that a key is needed, and runs with it', async () => {
    await using view = await open(browser, `${locked.url}/playground`, { errors: true })
    const { page } = view
    await page.getByText('This API needs a key.').waitFor()
    await page.locator('#api-key').fill('rsd_wrong')
    await page.getByRole('button', { name: 'Use it' }).click()
    await page.getByText('The API rejects this key.').waitFor()
    await page.locator('#api-key').fill(locked.key)
    await page.getByRole('button', { name: 'Use it' }).click()
    await page.getByText('This API').waitFor({ state: 'detached' })
    await button(page, 'Run').click()
    await answer(page).getByText('test_2019_2020').first().waitFor()
    expect(await page.evaluate<string>('JSON.stringify(localStorage)')).not.toContain(locked.key)
    await button(page, 'Forget key').click()
    await page.getByText('This API needs a key.').waitFor()
  }, 60_000)

  it.each([
    { width: 1440, height: 900, colorScheme: 'light' },
    { width: 420, height: 860, colorScheme: 'dark' },
  ] as const)(
    'can be used by everyone, $width wide, $colorScheme',
    async ({ colorScheme, ...viewport }) => {
      for (const [name, { url }] of Object.entries({ server, empty, locked })) {
        const options = { viewport, colorScheme, errors: name === 'locked' }
        await using view = await open(browser, `${url}/playground`, options)
        const { page } = view
        const fits = 'document.documentElement.scrollWidth <= innerWidth'
        expect(await page.evaluate(fits), name).toBe(true)
        if (name === 'server') await openEverything(page)
        expect(await violations(page), name).toEqual([])
      }
    },
    120_000,
  )
})
