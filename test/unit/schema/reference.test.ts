import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { getNamedType, isObjectType, lexicographicSortSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { buildSchema } from '../../../schema/index.js'
import { apiReference } from '../../_util/api-reference.js'
import { EXAMPLE } from '../../_util/cost-words.js'

const PAGE = fileURLToPath(new URL('../../../docs/api-reference.md', import.meta.url))
const MARKED = /(<!-- reference -->\n)[\s\S]*(<!-- \/reference -->)/
const schema = lexicographicSortSchema(buildSchema())

describe('docs/api-reference.md', () => {
  it('describes the schema as it is (npm run reference writes it)', async () => {
    const page = readFileSync(PAGE, 'utf8')
    expect(page).toMatch(MARKED)
    expect(page).toContain(
      `${EXAMPLE.dates} dates, ${EXAMPLE.assets} assets and ${EXAMPLE.factors} factors`,
    )
    const written = page.replace(
      MARKED,
      (_, begin: string, end: string) => `${begin}\n${apiReference(schema)}\n\n${end}`,
    )
    await expect(written).toMatchFileSnapshot(PAGE)
  })

  it('has every type and field, and every link leads to a heading', () => {
    const text = apiReference(schema)
    const headings = new Set([...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name))
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue
      expect(headings).toContain(type.name)
      if (!isObjectType(type)) continue
      for (const field of Object.values(type.getFields())) {
        expect(text).toContain(`<a id="${`${type.name}.${field.name}`.toLowerCase()}"></a>`)
        expect(headings).toContain(getNamedType(field.type).name)
      }
    }
    const known = new Set([...headings].map((name) => name.toLowerCase()))
    for (const [, target] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(known).toContain(target)
  })
})
