import { parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSchema } from '../../schema/index.js'
import { CATALOGUE } from '../../src/catalogue.js'
import { DEFAULT_LIMITS } from '../../src/config.js'
import { limitRules } from '../../src/server/graphql/limits.js'
import { EXAMPLES } from '../../src/server/playground/examples.js'
import { createTestApi, type TestApi } from '../_util/api.js'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

/** The address that the page's files are relative to. */
const baseOf = (page: string) => /<base href="([^"]+)">/.exec(page)?.[1] ?? ''

describe('the playground', () => {
  it.each(['/playground', '/playground/'])(
    '%s is a page that refers only to this server',
    async (url) => {
      const response = await api.app.inject(url)
      expect(response.statusCode).toBe(200)
      expect(response.headers['content-type']).toMatch(/^text\/html/)
      expect(baseOf(response.body)).toMatch(/^\/playground\//)
      expect(response.body).not.toMatch(/(src|href)="(https?:)?\/\//)
      expect(response.headers['content-security-policy']).toMatch(/default-src 'self'/)
      expect(response.headers['content-security-policy']).not.toMatch(/https?:|\*/)
    },
  )

  it('finds every file the page names', async () => {
    const { body } = await api.app.inject('/playground')
    const base = baseOf(body)
    const files = [...body.matchAll(/(?:src|href)="([^"/][^"]*)"/g)].map(([, file]) => file)
    expect(files.length).toBeGreaterThan(5)
    for (const file of files) {
      const response = await api.app.inject(`${base}${file}`)
      expect([file, response.statusCode]).toEqual([file, 200])
    }
  })

  it('opens with queries that are valid here', async () => {
    const page = await api.app.inject('/playground')
    const [options] = /initial_options-\w+\.js/.exec(page.body) ?? []
    const { body } = await api.app.inject(`${baseOf(page.body)}${options}`)
    for (const { name, query } of EXAMPLES) {
      expect(body).toContain(name)
      expect(validate(buildSchema(), parse(query), limitRules(DEFAULT_LIMITS))).toEqual([])
      const document = parse(query)
      expect(validate(buildSchema(), document)).toEqual([])
    }
    expect(body).not.toMatch(/https?:\/\//)
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
