import { isEnumType, isInputObjectType, isObjectType } from 'graphql'
import { expect, it } from 'vitest'
import { buildSchema } from '../../../schema/index.js'

it('every type, field, argument and value has a description', () => {
  const silent: string[] = []
  const look = (name: string, { description }: { readonly description?: string | null }) => {
    if (!description) silent.push(name)
  }
  for (const type of Object.values(buildSchema().getTypeMap())) {
    if (type.name.startsWith('__')) continue
    look(type.name, type)
    if (isEnumType(type)) {
      for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
    }
    if (!isObjectType(type) && !isInputObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field)
      if (!('args' in field)) continue
      for (const argument of field.args) {
        look(`${type.name}.${field.name}(${argument.name})`, argument)
      }
    }
  }
  expect(silent).toEqual([])
})
