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
  isScalarType,
} from 'graphql'
import { costWords } from './cost-words.js'

type Field = GraphQLField<unknown, unknown>

/** The API reference as a page: every type, field, argument, description and cost, with an anchor each. */
export function apiReference(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const roots = ['Query', 'Subscription']
  const of = (isKind: (type: GraphQLNamedType) => boolean) =>
    types.filter((type) => isKind(type) && !roots.includes(type.name))
  const sections: [string, GraphQLNamedType[]][] = [
    ['Entry points', types.filter(({ name }) => roots.includes(name))],
    ['Objects', of(isObjectType)],
    ['Inputs', of(isInputObjectType)],
    ['Enums', of(isEnumType)],
    ['Scalars', of(isScalarType)],
  ]
  return sections
    .flatMap(([title, each]) => [`## ${title}`, index(each), ...each.map(section)])
    .join('\n\n')
}

function index(types: readonly GraphQLNamedType[]): string {
  return types.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(' · ')
}

function section(type: GraphQLNamedType): string {
  return [`### ${type.name}`, type.description ?? '', ...body(type)].filter(Boolean).join('\n\n')
}

function body(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) {
    const rows = type.getValues().map(({ name, description }) => [`\`${name}\``, description ?? ''])
    return [tableOf(['value', ''], rows)]
  }
  if (isInputObjectType(type)) return [tableOf(['field', 'type', ''], inputRows(type.getFields()))]
  if (!isObjectType(type)) return []
  const rows = Object.values(type.getFields()).map((field) => [
    `${anchor(type.name, field.name)}\`${field.name}\``,
    link(field.type),
    described(field),
  ])
  return [tableOf(['field', 'type', ''], rows)]
}

function inputRows(fields: Readonly<Record<string, GraphQLInputField>>): string[][] {
  return Object.values(fields).map(({ name, type, description, defaultValue }) => [
    `\`${name}\``,
    link(type),
    withDefault(description, defaultValue),
  ])
}

function described(field: Field): string {
  const cost = costWords(field)
  return [
    field.description ?? '',
    ...field.args.map(argument),
    ...(cost === undefined ? [] : [`*Cost:* ${cost}`]),
  ].join('<br>')
}

function argument({ name, type, description, defaultValue }: GraphQLArgument): string {
  return `· \`${name}\`: ${link(type)} ${withDefault(description, defaultValue)}`
}

function withDefault(description: string | null | undefined, value: unknown): string {
  const text = description ?? ''
  return value === undefined ? text : `${text} Default: \`${JSON.stringify(value)}\`.`
}

/** The type as written, which leads to its section. */
function link(type: GraphQLType): string {
  const { name } = getNamedType(type)
  return String(type).replace(name, `[${name}](#${name.toLowerCase()})`).replace(/^\[\[/, '\\[[')
}

function anchor(type: string, field: string): string {
  return `<a id="${type}.${field}"></a>`.toLowerCase()
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}
