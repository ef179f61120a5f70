import { buildSchema, type GraphQLNamedType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { partsOf, typesWith } from '../../../src/playground/schema/described.js'

const schema = buildSchema(`
  """A split."""
  type Split { "Its measures." measures(lag: Int = 0, by: By): [Measures!]! }
  type Measures { netSharpe: Float }
  enum By { "By month." MONTH YEAR }
  input Position { symbol: String! }
  scalar Date
  type Query { split(name: String!): Split }
`)

const parts = (name: string) => partsOf(schema.getType(name) as GraphQLNamedType)

describe('the schema beside the query', () => {
  it('shows fields with arguments, types and where they lead', () => {
    expect(parts('Split')).toEqual([
      {
        name: 'measures',
        description: 'Its measures.',
        signature: '(lag: Int, by: By): [Measures!]!',
        leadsTo: 'Measures',
      },
    ])
  })

  it('shows inputs and values of enums, and nothing of a scalar', () => {
    expect(parts('Position')[0]).toMatchObject({ signature: ': String!', leadsTo: 'String' })
    expect(parts('By').map(({ name, description }) => [name, description])).toEqual([
      ['MONTH', 'By month.'],
      ['YEAR', ''],
    ])
    expect(parts('Date')).toEqual([])
  })

  it('finds types by their name and by their fields, in either case', () => {
    expect(typesWith(schema, 'sharpe').map(({ name }) => name)).toEqual(['Measures'])
    expect(typesWith(schema, ' position ').map(({ name }) => name)).toEqual(['Position'])
    expect(typesWith(schema, 'nothing')).toEqual([])
  })
})
