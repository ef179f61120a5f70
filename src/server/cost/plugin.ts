import type { ApolloServerPlugin } from '@apollo/server'
import { getVariableValues } from 'graphql'
import type { Context } from '../../../schema/api/context.js'
import { costOf } from './cost.js'
import { tooCostly } from './refusal.js'
import { readSplits } from './splits.js'

/** Refuses an operation, before it runs, that would answer more than `limit` values. */
export function costLimit(
  limit: number,
  observe: (values: number) => void,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (!operation) return
          const inputs = request.variables ?? {}
          const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], inputs)
          // Variables that do not fit are reported by execution.
          if (!coerced) return
          const query = { schema, document, operation, variables: coerced }
          const cost = costOf(query, await readSplits(query, contextValue.loaders))
          observe(Math.min(cost.values, Number.MAX_SAFE_INTEGER))
          if (cost.values > limit) throw tooCostly(cost, limit)
        },
      }
    },
  }
}
