import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../../../schema/api/context.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of its operation, once the document is parsed; null where it has none. */
    operation: string | null
  }
}

/** Reports the operation's name to the context: the response cache sees only the HTTP request. */
export const operationNames: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ contextValue, operationName }) {
        contextValue.onOperation(operationName)
      },
    }
  },
}
