import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'

/** A field, an argument or a value of a type. */
export interface Described {
  readonly name: string
  readonly description: string
  /** Its type as written, with its arguments where it has some. */
  readonly signature: string
  /** The type that it leads to. */
  readonly leadsTo: string | undefined
}

/** What a type consists of. */
export function partsOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => ({
      name,
      description: description ?? '',
      signature: '',
      leadsTo: undefined,
    }))
  }
  if (!isObjectType(type) && !isInputObjectType(type)) return []
  const fields = Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields())
  return fields.map((field) => ({
    name: field.name,
    description: field.description ?? '',
    signature: `${'args' in field ? argumentsOf(field.args) : ''}: ${field.type}`,
    leadsTo: nameOf(field.type),
  }))
}

const nameOf = (type: GraphQLType): string => getNamedType(type).name

function argumentsOf(args: readonly GraphQLArgument[]): string {
  if (args.length === 0) return ''
  return `(${args.map(({ name, type }) => `${name}: ${type}`).join(', ')})`
}

/** Types whose name, or one of whose parts, holds the words; all where there are none. */
export function typesWith(schema: GraphQLSchema, words: string): GraphQLNamedType[] {
  const wanted = words.trim().toLowerCase()
  return Object.values(schema.getTypeMap()).filter(
    (type) =>
      !type.name.startsWith('__') &&
      [type.name, ...partsOf(type).map(({ name }) => name)].some((name) =>
        name.toLowerCase().includes(wanted),
      ),
  )
}
