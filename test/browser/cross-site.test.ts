import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApi, type TestApi } from '../_util/api.js'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'

let browser: Browser
let api: TestApi
let page: Server
let [target, evil] = ['', '']
/** Status, method and address of each request that reached the API. */
const answered: string[] = []

const QUERY = '/graphql?query={dataVersion{version}}'
const STREAM = `/graphql/stream?query=${encodeURIComponent('subscription{published{split}}')}`

/** A page of another site that asks for data in every way that needs no leave. */
const html = () => `<!doctype html>
<img src="${target}${QUERY}&by=img"><script src="${target}${QUERY}&by=script"></script>
<link rel="stylesheet" href="${target}${QUERY}&by=style"><iframe src="${target}${QUERY}&by=frame"></iframe>
<iframe src="${target}/export/latest/all/pnl.csv"></iframe><object data="${target}${QUERY}&by=object"></object>
<form action="${target}/graphql" method="post" enctype="text/plain" target="sink"><input name='{"query":"{__typename}","x":"' value='"}'></form>
<iframe name="sink"></iframe>
<script>
  fetch('${target}${QUERY}&by=fetch').catch(() => {})
  fetch('${target}${QUERY}&by=no-cors', { mode: 'no-cors' }).catch(() => {})
  new EventSource('${target}${STREAM}&by=events')
  navigator.sendBeacon('${target}/graphql?by=beacon', '{"query":"{__typename}"}')
  document.forms[0].submit()
  document.title = 'sent'
</script>`

beforeAll(async () => {
  if (!CHROMIUM) return
  api = await createTestApi()
  api.app.addHook('onResponse', async ({ method, url }, { statusCode }) => {
    answered.push(`${statusCode} ${method} ${url}`)
  })
  target = await api.app.listen({ host: '127.0.0.1', port: 0 })
  page = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(html())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => page.once('listening', resolve))
  // Another site to the browser, and a name of this machine to the check of hosts.
  evil = `http://localhost:${(page.address() as AddressInfo).port}`
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
})

afterAll(async () => {
  await browser?.close()
  page?.close()
  await api?.[Symbol.asyncDispose]()
})

it('a browser gets no data for a page of another site, and the same address when it is opened', async (context) => {
  if (!CHROMIUM) {
    console.log(NO_CHROMIUM)
    return context.skip(NO_CHROMIUM)
  }
  const tab = await browser.newPage()
  const statements = await api.statementsOf(async () => {
    await tab.goto(evil)
    await expect.poll(() => answered.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(10)
  })
  console.info(answered.join('\n'))
  expect(answered.filter((line) => !line.startsWith('403 '))).toEqual([])
  expect(statements).toBe(0)
  expect((await tab.goto(`${target}/`))?.status()).toBe(200)
  const own = await tab.evaluate(async (path) => (await fetch(path)).status, QUERY)
  expect(own).toBe(200)
}, 60_000)
