import { readFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { expect, it } from 'vitest'
import { buildSchema } from '../../schema/index.js'

it('the committed schema is the one that is served (`npm run schema` writes it)', () => {
  const committed = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8')
  expect(`${printSchema(buildSchema())}\n`).toBe(committed)
})
