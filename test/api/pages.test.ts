import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from '../_util/api.js'

/** The script of the dashboard, gzip. */
const SCRIPT_BUDGET_BYTES = 90_000

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
      const base = /<base href="([^"]+)">/.exec(body)?.[1] ?? '/'
      const files = filesIn(body).map((file) => new URL(file, `http://here${base}`).pathname)
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

  it('of the dashboard are one script within its budget', async () => {
    const { body, headers } = await get('/')
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    const scripts = filesIn(body).filter((file) => file.endsWith('.js'))
    const sizes = await Promise.all(
      scripts.map(async (file) => (await get(file, 'gzip')).rawPayload.length),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SCRIPT_BUDGET_BYTES)
  })
})
