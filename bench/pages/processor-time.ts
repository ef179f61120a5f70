import type { Browser, Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly tid: number
  /** Processor time, in microseconds. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** The processor time of each task of a page's main thread while `work` runs, in ms: no other program counts. */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<number[]> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'disabled-by-default-devtools.timeline'],
  })
  await work()
  const trace = await browser.stopTracing()
  const { traceEvents: events } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const main = new Set(
    events.filter(({ args }) => args?.name === 'CrRendererMain').map(({ tid }) => tid),
  )
  return events
    .filter(({ name, tid }) => name === 'ThreadControllerImpl::RunTask' && main.has(tid))
    .map(({ tdur = 0 }) => tdur / 1000)
}
