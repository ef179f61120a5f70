import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql'
import { describe, expect, it } from 'vitest'
import {
  collectFields,
  fragmentsOf,
  selectionFold,
  someSelection,
} from '../../../schema/api/selections.js'

function read(query: string) {
  const document = parse(query)
  const sets = document.definitions.flatMap((one): SelectionSetNode[] =>
    one.kind === Kind.OPERATION_DEFINITION ? [one.selectionSet] : [],
  )
  return { sets, fragments: fragmentsOf(document) }
}

function collected(query: string, variableValues: Record<string, unknown> = {}): string[] {
  const { sets, fragments } = read(query)
  const fields = collectFields('T', sets, { fragments, variableValues })
  return [...fields].map(([name, group]) => `${name}: ${group.map(inBrief).join(' + ')}`)
}

function inBrief({ name, selectionSet }: FieldNode): string {
  return selectionSet ? `${name.value}{${selectionSet.selections.length}}` : name.value
}

describe('fields collected for a type', () => {
  it.each<[string, string[], Record<string, unknown>?]>([
    ['{ a b a }', ['a: a + a', 'b: b']],
    ['{ x: a y: a x: a }', ['x: a + a', 'y: a']],
    ['{ a { b } a { c d } }', ['a: a{1} + a{2}']],
    ['{ ... { a } ... on T { b } ... on U { c } }', ['a: a', 'b: b']],
    ['{ ...F ...F a } fragment F on T { a b }', ['a: a + a', 'b: b']],
    ['{ ...F } fragment F on U { a }', []],
    ['{ ...F } fragment F on T { ...G b } fragment G on T { a }', ['a: a', 'b: b']],
    ['{ ...F } fragment F on T { a ...G } fragment G on T { b ...F }', ['a: a', 'b: b']],
    ['{ ...Missing a }', ['a: a']],
    ['{ ...__proto__ } fragment __proto__ on T { a }', ['a: a']],
    ['{ a @skip(if: true) b @include(if: false) c @include(if: true) }', ['c: c']],
    ['{ a @include(if: true) @skip(if: true) }', []],
    ['{ ...F @skip(if: true) ...F } fragment F on T { a }', ['a: a']],
    [
      'query ($on: Boolean!) { ... @include(if: $on) { a } b @skip(if: $on) }',
      ['a: a'],
      { on: true },
    ],
    [
      'query ($on: Boolean!) { ... @include(if: $on) { a } b @skip(if: $on) }',
      ['b: b'],
      { on: false },
    ],
  ])('%s %j', (query, fields, variables) => {
    expect(collected(query, variables)).toEqual(fields)
  })
})

describe('a fold over a selection', () => {
  it('visits each fragment once and uses its value at every spread', () => {
    const bomb = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`,
    )
    const { sets, fragments } = read(`{ ...F0 } ${bomb.join(' ')} fragment F60 on T { a }`)
    let visits = 0
    const leaves = selectionFold<number>({
      fragments,
      visit(node, below) {
        visits++
        return node.kind === Kind.FIELD ? 1 : below()
      },
      combine: (parts) => parts.reduce((sum, part) => sum + part, 0),
    })
    expect(leaves(sets[0])).toBe(2 ** 60)
    expect(visits).toBe(1 + 2 * 60 + 1)
  })

  it('finds a selection at any depth, and ends in a cycle', () => {
    const has = (query: string) => {
      const { sets, fragments } = read(query)
      const isX = (node: { kind: string; name?: { value: string } }) =>
        node.kind === Kind.FIELD && node.name?.value === 'x'
      return someSelection(sets, fragments, isX)
    }
    expect(has('{ a { ...F } } fragment F on T { b { ... on U { x } } }')).toBe(true)
    expect(has('{ x: a { ...F } } fragment F on T { b { ...F } }')).toBe(false)
  })
})
