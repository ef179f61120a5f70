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

/** Waits until no part of the page is loading, and nothing of it changed since the look before. */
export async function idle(page: Page): Promise<void> {
  let before: unknown = null
  for (let look = 0; look < MOST_LOOKS; look++) {
    await page.waitForTimeout(BETWEEN_LOOKS_MS)
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
    const now = await page.evaluate(LOOK)
    if (now === before) return
    before = now
  }
}

const BETWEEN_LOOKS_MS = 50
const MOST_LOOKS = 100
/** After two frames: the address and the text. */
const LOOK = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  done(location.href + document.body.textContent))))`

export async function textOf(locator: Locator): Promise<string> {
  return (await locator.first().textContent()) ?? ''
}
