import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as operations from '@graphql-codegen/typescript-operations'
// By its file: Vite would load the other build of the package, whose classes are not the same.
import { buildSchema, type DocumentNode, Kind, parse } from 'graphql/index.js'
import * as queryConstants from './query-constants.js'

/** Of the repository; a test and the build run there. */
const ROOT = process.cwd()

/** The generated file: types of every query of the dashboard, and its text. */
export const OPERATIONS = join(ROOT, 'src/dashboard/api/operations.ts')

const SCALARS = {
  Date: 'string',
  DateTime: 'string',
  FloatVector: 'readonly (number | null)[]',
  JSON: 'unknown',
}

/**
 * The text of `operations.ts` by the printed schema and the `.graphql` files beside the views; throws
 * where a query does not fit the schema.
 */
export async function typedQueries(): Promise<string> {
  const sdl = readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8')
  return codegen({
    filename: 'operations.ts',
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: documents(),
    plugins: [{ operations: {} }, { queryConstants: {} }],
    pluginMap: { operations, queryConstants },
    config: {
      scalars: SCALARS,
      immutableTypes: true,
      skipTypename: true,
      avoidOptionals: { inputValue: false, field: true },
      inlineFragmentTypes: 'combine',
      enumsAsTypes: true,
    },
  })
}

function documents(): { location: string; document: DocumentNode }[] {
  const folder = join(ROOT, 'src/dashboard')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((location) => ({ location, document: read(join(folder, location)) }))
}

function read(path: string): DocumentNode {
  const document = parse(readFileSync(path, 'utf8'))
  const unnamed = document.definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.name === undefined,
  )
  if (unnamed) throw new Error(`${path}: an operation has no name`)
  return document
}
