import type { Browser, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

const WIDE = { width: 1440, height: 900 }

export interface View extends AsyncDisposable {
  readonly page: Page
  /** The text of the first match now: assert it with `expect.poll`, since a page goes on changing. */
  text(selector: string): Promise<string>
}

interface OpenOptions {
  readonly viewport?: { width: number; height: number }
  readonly colorScheme?: 'light' | 'dark'
  /** Whether the API is expected to refuse something. */
  readonly errors?: boolean
  readonly hasTouch?: boolean
}

/** A loaded page. Disposing it fails on console errors and on requests to other hosts. */
export async function open(
  browser: Browser,
  url: string,
  { viewport = WIDE, colorScheme = 'light', errors = false, hasTouch = false }: OpenOptions = {},
): Promise<View> {
  const page = await browser.newPage({ viewport, colorScheme, hasTouch })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    const outside = protocol.startsWith('http') && origin !== new URL(url).origin
    if (outside) complaints.push(`asked ${request.url()}`)
  })
  await page.goto(url)
  await idle(page)
  return {
    page,
    text: (selector) => textOf(page.locator(selector)),
    [Symbol.asyncDispose]: async () => {
      await page.close()
      if (!errors) expect(complaints).toEqual([])
    },
  }
}

/** Waits until no part of the page is loading. */
export async function idle(page: Page): Promise<void> {
  await page.waitForTimeout(50)
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  )
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
}

export async function textOf(locator: Locator): Promise<string> {
  return (await locator.first().textContent()) ?? ''
}
