import type { ApolloServerPlugin } from '@apollo/server'
import { getVariableValues } from 'graphql'
import type { Context } from '../../../schema/api/context.js'
import type { Leave } from '../admission/admission.js'
import { knownCosts } from './known-costs.js'
import { scalarsIn } from './listed.js'
import type { QueryAdmission } from './query-admission.js'
import { tooCostly, tooManyVariables } from './refusal.js'

export interface CostLimitOptions {
  readonly limit: number
  readonly admission: QueryAdmission
  readonly observe: (values: number) => void
}

/** Scalars in variables, which are coerced twice, of the values that an answer may have. */
const VARIABLES_SHARE = 0.4

/**
 * Refuses an operation, before it runs, that would cost more than `limit` values; others run once they are
 * admitted by their cost.
 */
export function costLimit({
  limit,
  admission,
  observe,
}: CostLimitOptions): ApolloServerPlugin<Context> {
  const costIn = knownCosts()
  return {
    async requestDidStart() {
      let leave: Leave = () => {}
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (!operation) return
          const inputs = request.variables ?? {}
          const most = limit * VARIABLES_SHARE
          const given = scalarsIn(inputs, most)
          if (given > most) throw tooManyVariables(most)
          const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], inputs)
          // Variables that do not fit are reported by execution.
          if (!coerced) return
          const query = { schema, document, operation, variables: coerced }
          const cost = await costIn(query, contextValue.loaders)
          observe(Math.min(cost.values, Number.MAX_SAFE_INTEGER))
          if (cost.values > limit) throw tooCostly(cost, limit)
          leave = await admission.enter(cost.values, contextValue)
        },
        async willSendResponse() {
          leave()
        },
        async unexpectedErrorProcessingRequest() {
          leave()
        },
      }
    },
  }
}
