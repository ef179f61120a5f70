import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
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
