import { parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSchema } from '../../schema/index.js'
import { CATALOGUE } from '../../src/catalogue.js'
import { DEFAULT_LIMITS } from '../../src/config.js'
import { EXAMPLES } from '../../src/playground/saved/examples.js'
import { limitRules } from '../../src/server/graphql/limits.js'
import { createTestApi, type TestApi } from '../_util/api.js'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

describe('the playground', () => {
  it.each(['/playground', '/playground/'])(
    '%s is a page that refers only to this server',
    async (url) => {
      const response = await api.app.inject(url)
      expect(response.statusCode).toBe(200)
      expect(response.headers['content-type']).toMatch(/^text\/html/)
      const files = [...response.body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, file]) => file)
      expect(files.length).toBeGreaterThan(2)
      for (const file of files) {
        expect(file).toMatch(/^\/playground\//)
        expect([file, (await api.app.inject(file)).statusCode]).toEqual([file, 200])
      }
      const policy = response.headers['content-security-policy']
      expect(policy).toMatch(/default-src 'none'/)
      expect(policy).not.toMatch(/https?:|\*|unsafe/)
    },
  )

  it('has saved queries that are valid here, in its script', async () => {
    const { body } = await api.app.inject('/playground')
    const [, file = ''] = /src="([^"]+\.js)"/.exec(body) ?? []
    const { body: script } = await api.app.inject(file)
    for (const { name, query } of EXAMPLES) {
      expect(script).toContain(name)
      const document = parse(query)
      expect(validate(buildSchema(), document, limitRules(DEFAULT_LIMITS))).toEqual([])
      expect(validate(buildSchema(), document)).toEqual([])
    }
  })

  it('has saved queries whose strategies can answer them', () => {
    const needed = EXAMPLES.filter(({ needs }) => needs.length > 0)
    expect(needed.length).toBeGreaterThan(3)
    for (const { name, query, needs } of EXAMPLES) {
      const asked = CATALOGUE.filter((one) => query.includes(`"${one.name}"`))
      for (const { has } of asked)
        expect(
          needs.every((part) => has[part]),
          name,
        ).toBe(true)
      const unsuited = CATALOGUE.filter(({ has }) => !needs.every((part) => has[part]))
      const words = query.split(/[^\w-]+/)
      for (const one of unsuited) expect(words, name).not.toContain(one.name)
      if (
        /factor|betas|residual|hedge\(/i.test(
          query.replace(/^#.*$/gm, '').replace(/hedgedNet\w*/g, ''),
        )
      ) {
        expect(needs.length, name).toBeGreaterThan(0)
        expect(query).toMatch(/# Suits strategies with/)
      }
    }
  })
})
