import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import { ARGUMENTS, CONNECTION, WORDS } from './words.js'

/** Fills in the description of every type, field, argument and value that has none of its own. */
export function describe(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue
    type.description ??= WORDS[type.name] ?? connectionWords(type.name)
    if (isObjectType(type) || isInputObjectType(type)) describeFields(type)
    if (isEnumType(type)) describeValues(type)
  }
  return schema
}

function connectionWords(name: string): string | undefined {
  if (name.endsWith('Connection')) return 'A page of a list, after the Relay specification.'
  return name.endsWith('Edge') ? 'An item of a page.' : undefined
}

function describeFields(type: GraphQLObjectType | GraphQLInputObjectType): void {
  const isPart = /(Connection|Edge)$/.test(type.name)
  for (const field of Object.values(type.getFields())) {
    field.description ??= WORDS[`${type.name}.${field.name}`] ?? partWords(isPart, field.name)
    if (!('args' in field)) continue
    for (const argument of field.args) argument.description ??= ARGUMENTS[argument.name]
  }
}

function partWords(isPart: boolean, name: string): string | undefined {
  return isPart ? CONNECTION[name] : undefined
}

function describeValues(type: GraphQLEnumType): void {
  for (const value of type.getValues()) value.description ??= WORDS[`${type.name}.${value.name}`]
}
