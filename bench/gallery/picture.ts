import type { Browser } from 'playwright-core'
import type { Shot } from './shots.js'

export const WIDTHS = [1440, 420] as const

const HEIGHT = 900
const QUALITY = 42
/** After everything has come: charts draw, fonts settle. */
const SETTLE_MS = 700

/** The first screen of a page, as WebP. */
export async function picture(
  browser: Browser,
  url: string,
  { path, prepare }: Shot,
  width: number,
): Promise<Buffer> {
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(url + path, { waitUntil: 'load' })
  await page.locator('main').waitFor()
  await page.waitForTimeout(SETTLE_MS)
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await prepare?.(page)
  await page.waitForTimeout(SETTLE_MS)
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
  })
  await context.close()
  return Buffer.from(data, 'base64')
}
