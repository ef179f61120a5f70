import { type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import { execute, type GraphQLSchema } from 'graphql'
import type { Context } from '../../../schema/api/context.js'
import { asksForSchema } from './introspection.js'
import { writtenSchema } from './written-schema.js'

/**
 * Writes lists of plain values (rows of PnL, residuals, weights) straight to JSON instead of
 * completing them value by value, which takes most of the time of an answer. Where that fails, as
 * with any error of a resolver, the operation is executed as usual, and so is introspection: the
 * copy of the schema has other types.
 */
export function directExecution(served: GraphQLSchema): ApolloServerPlugin<Context> {
  const schema = writtenSchema(served)
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, request, contextValue }) {
          // Undefined, despite its type, where the document has no operation of that name.
          if (operation?.operation !== 'query' || asksForSchema(document)) return null
          const singleResult = await execute({
            schema,
            document,
            contextValue,
            variableValues: request.variables,
            operationName: request.operationName,
          })
          if (singleResult.errors) return null
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: singleResult.data } },
          }
        },
      }
    },
  }
}
