import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FULL } from '../_util/faults/scale.js'
import { violations } from './axe.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { idle, open, type View } from './page.js'
import {
  type Dashboard,
  emptyDashboard,
  lockedDashboard,
  sampleDashboard,
} from './sample-dashboard.js'
import { VISITS, type Visit } from './visits.js'

/** Screenshots, for inspection. */
const PICTURES = mkdtempSync(join(tmpdir(), 'residua-views-'))

/** A width of which no picture is taken: it looks like the larger one. */
const MIDDLING = 1024

const ALL_LOOKS = [1440, MIDDLING, 420].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
)
/** The widest and the narrowest, each in one colour; `npm run test:faults` has all. */
const SHORT = ['1440 light', '420 dark']
const LOOKS = ALL_LOOKS.filter(
  ({ width, colorScheme }) => FULL || SHORT.includes(`${width} ${colorScheme}`),
)
if (!FULL) {
  process.stdout.write(
    'skipped: the middle width, and each other colour; npm run test:faults runs them\n',
  )
}

const OF_EMPTY = VISITS.filter(({ name }) => ['overview', 'hedge', 'jobs', 'data'].includes(name))

describe('every view has no violation of axe, fits its width and asks no other host', () => {
  let browser: Browser
  let full: Dashboard
  let empty: Dashboard
  let locked: Dashboard

  beforeAll(async () => {
    if (!CHROMIUM) return
    full = await sampleDashboard()
    empty = await emptyDashboard()
    locked = await lockedDashboard()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    console.log(`screenshots: ${PICTURES}`)
  }, 300_000)

  afterAll(async () => {
    await browser?.close()
    for (const each of [full, empty, locked]) await each?.[Symbol.asyncDispose]()
  })

  beforeEach((context) => {
    if (CHROMIUM) return
    console.log(NO_CHROMIUM)
    context.skip(NO_CHROMIUM)
  })

  const check = async ({ page }: View, state: string, visits: readonly Visit[]) => {
    const found: string[] = []
    const width = page.viewportSize()?.width
    for (const { name, hash } of visits) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash || '#')}`)
      await idle(page)
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
      if (wide !== width) found.push(`${name}: ${wide} px wide`)
      found.push(...(await violations(page)).map((each) => `${name}: ${each}`))
      if (width === MIDDLING) continue
      await page.screenshot({
        path: join(PICTURES, `${state}-${name}-${width}.png`),
        fullPage: true,
      })
    }
    expect(found).toEqual([])
  }

  it.each(LOOKS)(
    '$width px wide, $colorScheme',
    async ({ width, colorScheme }) => {
      const options = { viewport: { width, height: 900 }, colorScheme }
      {
        await using view = await open(browser, full.url, options)
        await check(view, `full-${colorScheme}`, VISITS)
      }
      {
        await using view = await open(browser, empty.url, options)
        await check(view, `empty-${colorScheme}`, OF_EMPTY)
      }
      {
        await using view = await open(browser, locked.url, { ...options, errors: true })
        await check(view, `locked-${colorScheme}`, VISITS.slice(0, 1))
      }
      await using view = await open(browser, full.url, { ...options, errors: true })
      await view.page.route('**/graphql', (route) => route.abort())
      await check(view, `away-${colorScheme}`, VISITS.slice(1, 3))
      await expect.poll(() => view.text('#data-version')).toContain('API away')
    },
    600_000,
  )
})
