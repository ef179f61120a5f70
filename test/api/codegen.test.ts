import { readFileSync } from 'node:fs'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as operations from '@graphql-codegen/typescript-operations'
import { buildSchema, parse } from 'graphql'
import { expect, it } from 'vitest'
import { EXAMPLES } from '../../src/playground/saved/examples.js'

const SDL = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8')

/** The types are named after the operations, so operations need names. */
const named = (query: string, name: string) =>
  query.replace(/^subscription \{/m, `subscription ${name} {`).replace(/^\{/m, `query ${name} {`)

const documents = EXAMPLES.map(({ query }, n) => ({
  location: `example-${n}.graphql`,
  document: parse(named(query, `Example${n}`)),
}))

it('GraphQL Code Generator types the printed schema and the examples', async () => {
  const types = await codegen({
    filename: 'types.ts',
    schema: parse(SDL),
    schemaAst: buildSchema(SDL),
    documents,
    plugins: [{ typescript: {} }, { operations: {} }],
    pluginMap: { typescript, operations },
    config: {
      scalars: {
        Date: 'string',
        DateTime: 'string',
        FloatVector: '(number | null)[]',
        JSON: 'unknown',
      },
    },
  })
  expect(types).toMatch(/export type Split = \{/)
  expect(types).toMatch(/FloatVector: \{ input: .*; output: \(number \| null\)\[\]; \}/)
  for (const n of documents.keys())
    expect(types).toMatch(new RegExp(`export type Example${n}(Query|Subscription) = `))
  expect(types).not.toMatch(/:\s*any\b/)
})
