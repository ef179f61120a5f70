import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from '../_util/api.js'

/** Of the scripts of a page, gzip. */
const BUDGETS_BYTES = [
  ['/', 90_000],
  ['/playground', 220_000],
] as const

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

const get = (url: string, encoding = 'identity') =>
  api.app.inject({ url, headers: { 'accept-encoding': encoding } })

const filesIn = (page: string) =>
  [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file]) => file)

describe('the files of the pages', () => {
  it.each(['/', '/playground'])(
    'of %s never change under their address, and are compressed',
    async (page) => {
      const { body, headers } = await get(page)
      expect(headers['cache-control']).toBe('no-cache')
      const files = filesIn(body)
      expect(files.length).toBeGreaterThan(1)
      for (const file of files) {
        const [plain, br, gzip] = await Promise.all(
          ['identity', 'br, gzip', 'gzip'].map((encoding) => get(file, encoding)),
        )
        expect(plain.headers['cache-control'], file).toContain('immutable')
        if (plain.rawPayload.length < 1000) continue
        expect(br.headers['content-encoding'], file).toBe('br')
        expect(gzip.headers['content-encoding'], file).toBe('gzip')
        expect(brotliDecompressSync(br.rawPayload).equals(plain.rawPayload), file).toBe(true)
        expect(gunzipSync(gzip.rawPayload).equals(plain.rawPayload), file).toBe(true)
      }
    },
  )

  it.each(BUDGETS_BYTES)('of %s are scripts within their budget', async (page, budget) => {
    const { body, headers } = await get(page)
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    const scripts = filesIn(body).filter((file) => file.endsWith('.js'))
    const sizes = await Promise.all(
      scripts.map(async (file) => (await get(file, 'gzip')).rawPayload.length),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(budget)
  })
})
