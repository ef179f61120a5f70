import {
  GraphQLError,
  GraphQLScalarType,
  Kind,
  TokenKind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'
import { isIsoDate } from '../../src/lib/dates.js'
import { JsonText } from './json-text.js'

/** Strictly `YYYY-MM-DD`, a date that exists. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar date, ISO 8601 `YYYY-MM-DD`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: (value) => String(value),
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(literal(node), node),
})

function parseDate(value: unknown, node?: ValueNode): string {
  if (typeof value === 'string' && isIsoDate(value)) return value
  const wrong = `${JSON.stringify(value)} is not a date: write one that exists, as "2020-12-31"`
  throw badInput(wrong, node)
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant in UTC, ISO 8601, e.g. `2020-12-31T21:00:00.000Z`.',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(literal(node), node),
})

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

function parseInstant(value: unknown, node?: ValueNode): Date {
  const date = typeof value === 'string' ? INSTANT.exec(value)?.[1] : undefined
  const instant = new Date(String(value))
  if (date && isIsoDate(date) && !Number.isNaN(instant.getTime())) return instant
  const wrong = `${JSON.stringify(value)} is not an instant: write it as "2020-12-31T21:00:00Z"`
  throw badInput(wrong, node)
}

/**
 * Numbers as one JSON array. Stored float32 values arrive as their shortest digits and leave as
 * such; a missing value is null, and so would be a NaN, which JSON does not have.
 */
export const FloatVectorScalar = new GraphQLScalarType<unknown, (number | null)[] | JsonText>({
  name: 'FloatVector',
  description:
    'A JSON array of numbers (float32 values in their shortest digits), null where missing.',
  serialize: (values) => {
    if (values instanceof JsonText) return values
    const vector = values as (number | null)[]
    return vector.every(isStorable)
      ? vector
      : vector.map((value) => (isStorable(value) ? value : null))
  },
  parseValue: outputOnly,
  parseLiteral: outputOnly,
})

export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: outputOnly,
  parseLiteral: outputOnly,
})

function isStorable(value: number | null): boolean {
  return value === null || Number.isFinite(value)
}

function literal(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node)
}

function outputOnly(): never {
  throw badInput('this scalar is for answers only')
}

/** Names the argument of a literal; for variables GraphQL does so itself. */
function badInput(message: string, node?: ValueNode): GraphQLError {
  const colon = node?.loc?.startToken.prev
  const argument = colon?.kind === TokenKind.COLON ? `${colon.prev?.value}: ` : ''
  return new GraphQLError(argument + message, {
    nodes: node,
    extensions: { code: 'BAD_USER_INPUT' },
  })
}
