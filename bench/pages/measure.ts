import type { Browser, CDPSession } from 'playwright-core'
import { tasksDuring } from './processor-time.js'

/** What opening a page costs. */
export interface PageCost {
  readonly requests: number
  readonly transferredKb: number
  readonly firstDrawingMs: number
  readonly longestTaskMs: number
  /** Processor time of the task that has most. */
  readonly longestTaskProcessorMs: number
}

export interface PageToMeasure {
  readonly url: string
  /** What is on the page once it shows what it is for. */
  readonly drawn: string
}

/** Time after the first drawing in which tasks and requests still count. */
const SETTLE_MS = 1500

/** Runs in the page before its own scripts: keeps the longest task and the moment of the first drawing. */
const OBSERVE = (drawn: string) => `
  window.longestTask = 0
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      window.longestTask = Math.max(window.longestTask, duration)
  }).observe({ type: 'longtask', buffered: true })
  window.drawn = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(${JSON.stringify(drawn)})) resolve(performance.now())
      else requestAnimationFrame(look)
    }
    look()
  })
`

/** Opens a page once in a browser profile of its own. */
export async function openOnce(browser: Browser, { url, drawn }: PageToMeasure): Promise<PageCost> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const traffic = await countTraffic(await context.newCDPSession(page))
  await page.addInitScript(OBSERVE(drawn))
  let firstDrawingMs = 0
  const tasks = await tasksDuring(browser, page, async () => {
    await page.goto(url)
    firstDrawingMs = await page.evaluate<number>('window.drawn')
    await page.waitForTimeout(SETTLE_MS)
  })
  const longestTaskMs = await page.evaluate<number>('window.longestTask')
  await context.close()
  return {
    requests: traffic.requests,
    transferredKb: traffic.bytes / 1000,
    firstDrawingMs,
    longestTaskMs,
    longestTaskProcessorMs: Math.max(0, ...tasks),
  }
}

async function countTraffic(session: CDPSession) {
  const traffic = { requests: 0, bytes: 0 }
  await session.send('Network.enable')
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith('http')) traffic.requests++
  })
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    traffic.bytes += encodedDataLength
  })
  return traffic
}
