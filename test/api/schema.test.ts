import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { printedSchema } from '../../schema/index.js'

it('the committed schema equals the served one (`npm run schema` writes it)', () => {
  const committed = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8')
  expect(printedSchema()).toBe(committed)
})
