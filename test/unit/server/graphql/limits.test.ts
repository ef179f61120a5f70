import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { repeatsTooOften } from '../../../../src/server/graphql/http-spec-operations.js'
import { measure } from '../../../../src/server/graphql/limits.js'

describe('measure', () => {
  it.each([
    ['{ a }', 1, 0],
    ['{ a { b { c } } d }', 3, 0],
    ['{ x: a { y: b } }', 2, 2],
    ['{ a { ... on T { b } } }', 2, 0],
    ['{ ...F a { ...F } } fragment F on T { b { z: c } }', 3, 2],
    ['{ __schema { types { fields { type { ofType { name } } } } } }', 0, 0],
    ['query A { a } query B { a { b } }', 2, 0],
    ['{ ...F } fragment F on T { a { ...F } }', 1, 0],
    ['{ ...Missing }', 0, 0],
  ])('%s', (query, depth, aliases) => {
    expect(measure(parse(query))).toEqual({ depth, aliases })
  })

  it('measures nested fragments in linear time', () => {
    const bomb = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on T { a: x { ...F${i + 1} } b: x { ...F${i + 1} } }`,
    )
    const document = parse(`{ ...F0 } ${bomb.join(' ')} fragment F60 on T { c }`)
    expect(measure(document).depth).toBe(61)
    expect(measure(document).aliases).toBeGreaterThan(2 ** 60)
  })
})

describe('a field under one name', () => {
  const repeated = (count: number) => `{ splits { ${'run { id } '.repeat(count)} } }`
  const inFragments = (count: number) => {
    const names = Array.from({ length: count }, (_, n) => `F${n}`)
    const spreads = names.map((name) => `...${name}`)
    const fragments = names.map((name) => `fragment ${name} on Split { run { id } }`)
    return `{ splits { ${spreads.join(' ')} } } ${fragments.join(' ')}`
  }

  it.each([repeated, inFragments])('may be repeated a hundred times', (queryOf) => {
    expect(repeatsTooOften(queryOf(100), 2000)).toBe(false)
    expect(repeatsTooOften(queryOf(101), 2000)).toBe(true)
  })

  it('may have many names', () => {
    const fields = Array.from({ length: 300 }, (_, n) => `a${n}: name`)
    expect(repeatsTooOften(`{ splits { ${fields.join(' ')} } }`, 2000)).toBe(false)
  })
})
