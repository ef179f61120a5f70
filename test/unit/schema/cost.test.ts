import { getNamedType, getNullableType, isLeafType, isListType, isObjectType } from 'graphql'
import { expect, it } from 'vitest'
import { statedCost } from '../../../schema/cost/cost.js'
import { buildSchema } from '../../../schema/index.js'

const FIELDS = Object.values(buildSchema().getTypeMap())
  .filter(isObjectType)
  .filter(({ name }) => !name.startsWith('__'))
  .flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })),
  )

it('every list of objects declares its cost; a list of scalars is a column of its object', () => {
  const lists = FIELDS.filter(
    ({ field: { type } }) => isListType(getNullableType(type)) && !isLeafType(getNamedType(type)),
  )
  expect(lists.length).toBeGreaterThan(20)
  expect(lists.filter(({ field }) => !statedCost(field)).map(({ name }) => name)).toEqual([])
})

it('every field with `first` or `top` declares its cost', () => {
  const paged = FIELDS.filter(({ field: { args } }) =>
    args.some(({ name }) => name === 'first' || name === 'top'),
  )
  expect(paged.length).toBeGreaterThan(8)
  expect(paged.filter(({ field }) => !statedCost(field)).map(({ name }) => name)).toEqual([])
})
