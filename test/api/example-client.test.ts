import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as operations from '@graphql-codegen/typescript-operations'
import { parse, printSchema } from 'graphql'
import { expect, it } from 'vitest'
import { DOCUMENTS } from '../../examples/client.js'
import { buildSchema } from '../../schema/index.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TSC = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
)

/** Does not compile where the handwritten types differ from the schema. */
const SAME = `
import type * as client from '../../examples/client.js'
import type * as schema from './schema.js'
type Same<A, B> = [A, B] extends [B, A] ? true : never
export const same: [
  Same<client.MeasuresQuery, schema.MeasuresQuery>,
  Same<client.OrdersQuery, schema.OrdersQuery>,
  Same<client.PublishedSubscription, schema.PublishedSubscription>,
] = [true, true, true]
`

it('the TypeScript client compiles alone, with the types generated from the schema', async () => {
  const folder = mkdtempSync(join(ROOT, 'node_modules/.example-types-'))
  try {
    writeFileSync(join(folder, 'schema.ts'), await schemaTypes())
    writeFileSync(join(folder, 'same.ts'), SAME)
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--ignoreConfig']
    const target = ['--target', 'es2022', '--module', 'nodenext', '--types', 'node']
    const files = [join(folder, 'same.ts'), join(ROOT, 'examples/client.ts')]
    const compile = promisify(execFile)(process.execPath, [TSC, ...options, ...target, ...files], {
      cwd: ROOT,
    })
    await expect(compile.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

function schemaTypes(): Promise<string> {
  const schemaAst = buildSchema()
  return codegen({
    filename: 'schema.ts',
    schema: parse(printSchema(schemaAst)),
    schemaAst,
    documents: Object.entries(DOCUMENTS).map(([location, text]) => ({
      location,
      document: parse(text),
    })),
    plugins: [{ typescript: {} }, { operations: {} }],
    pluginMap: { typescript, operations },
    config: {
      scalars: {
        Date: 'string',
        DateTime: 'string',
        FloatVector: '(number | null)[]',
        JSON: 'unknown',
      },
      skipTypename: true,
      avoidOptionals: true,
    },
  })
}
