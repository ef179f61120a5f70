import type { Browser, Page } from 'playwright-core'

/** A page to take a picture of. */
export interface Shot {
  readonly name: string
  readonly title: string
  readonly path: string
  /** What to do before the picture. */
  readonly prepare?: (page: Page) => Promise<void>
}

/** A whole test year of the demo, and its live split. */
const SPLIT = 'test_2019_2020'
const LIVE = 'test_2020_2021'

/** What views need in their address to show something. */
const CHOSEN: Readonly<Record<string, string>> = {
  splits: `&split=${SPLIT}`,
  asset: `&asset=EN001&split=${SPLIT}`,
  hedge: '&positions=EN001:0.6,FI001:0.4',
}

/** Every view that the dashboard links to, every tab of a split, and the playground. */
export async function viewsOf(browser: Browser, url: string): Promise<Shot[]> {
  const page = await browser.newPage()
  await page.goto(url)
  const views = await links(page, 'nav.views a', 'view-')
  await page.goto(`${url}/#view=splits&split=${SPLIT}`)
  const tabs = await links(page, 'nav.tabs a', 'tab-')
  await page.close()
  return [
    ...views.map(({ name, title }) => ({
      name,
      title,
      path: `/#view=${name}${CHOSEN[name] ?? ''}`,
    })),
    ...tabs.map(({ name, title }) => ({
      name: `split-${name}`,
      title: `Split: ${title}`,
      path: `/#view=splits&split=${name === 'orders' ? LIVE : SPLIT}&tab=${name}`,
      prepare: scrollToTabs,
    })),
    { name: 'playground', title: 'Playground', path: '/playground', prepare: runQuery },
  ]
}

async function links(page: Page, selector: string, prefix: string) {
  await page.locator(selector).first().waitFor()
  const found = await page.locator(selector).all()
  return Promise.all(
    found.map(async (link) => ({
      name: ((await link.getAttribute('id')) ?? '').replace(prefix, ''),
      title: ((await link.textContent()) ?? '').trim(),
    })),
  )
}

async function scrollToTabs(page: Page): Promise<void> {
  const tabs = page.locator('nav.tabs')
  await tabs.waitFor()
  await page.evaluate('document.querySelector("nav.tabs").scrollIntoView({ block: "start" })')
}

async function runQuery(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('textbox', { name: 'Answer' }).waitFor()
}
