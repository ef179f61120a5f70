import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../../../schema/api/context.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the operation that answers it, once that is known; null where it has none. */
    operation: string | null
  }
}

/** Tells the context the operation's name: the answer's cache sees the HTTP request alone. */
export const operationNames: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ contextValue, operationName }) {
        contextValue.onOperation(operationName)
      },
    }
  },
}
