import type { Browser } from 'playwright-core'
import { tasksDuring } from './processor-time.js'

/** How fast a chart follows two fingers. */
export interface PanRate {
  /** Frames a second while it pans. */
  readonly framesPerSecond: number
  /** Mean processor time of a frame: below 16 ms, 60 frames a second fit. */
  readonly frameProcessorMs: number
  /** Dates of the curve. */
  readonly points: number
}

const FRAMES = 180

/**
 * Run in the page: two fingers zoom the first chart to a third of its dates, then move to and fro for some
 * frames, each of which draws the chart again.
 */
const PAN = `new Promise((done) => {
  const over = document.querySelector('.chart .u-over')
  const { left, top, width } = over.getBoundingClientRect()
  const touch = (type, pointerId, x) => over.dispatchEvent(new PointerEvent(type, {
    pointerType: 'touch', pointerId, clientX: left + x, clientY: top + 40, bubbles: true,
  }))
  touch('pointerdown', 1, width * 0.4)
  touch('pointerdown', 2, width * 0.6)
  touch('pointermove', 1, width * 0.2)
  touch('pointermove', 2, width * 0.8)
  const times = []
  const step = (now) => {
    times.push(now)
    const shift = width * 0.15 * Math.sin(times.length / 20)
    touch('pointermove', 1, width * 0.2 + shift)
    touch('pointermove', 2, width * 0.8 + shift)
    if (times.length <= ${FRAMES}) return requestAnimationFrame(step)
    const gaps = times.slice(1).map((time, i) => time - times[i])
    done({
      framesPerSecond: (1000 * gaps.length) / (times.at(-1) - times[0]),
      points: Number(document.querySelector('.chart').getAttribute('aria-valuemax')) + 1,
    })
  }
  requestAnimationFrame(step)
})`

/** Pans the curve of a page that is open and drawn. */
export async function panOnce(browser: Browser, url: string): Promise<PanRate> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(url)
  await page.locator('.chart canvas').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  let rate: Omit<PanRate, 'frameProcessorMs'> = { framesPerSecond: 0, points: 0 }
  const tasks = await tasksDuring(browser, page, async () => {
    rate = await page.evaluate<typeof rate>(PAN)
  })
  await page.close()
  return { ...rate, frameProcessorMs: tasks.reduce((sum, task) => sum + task, 0) / FRAMES }
}
