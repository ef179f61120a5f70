import type { ApolloServerPlugin } from '@apollo/server'
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../schema/context.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the operation that answers it, once that is known; null where it has none. */
    operation: string | null
  }
}

/** Leaves the name of the operation with the HTTP request, which is all that the answer's cache sees. */
export function createOperationNames() {
  // By what each request has one of: the context itself is copied on its way.
  const requests = new WeakMap<Context['loaders'], FastifyRequest>()
  const plugin: ApolloServerPlugin<Context> = {
    async requestDidStart() {
      return {
        async didResolveOperation({ contextValue, operationName }) {
          const request = requests.get(contextValue.loaders)
          if (request) request.operation = operationName
        },
      }
    },
  }
  return {
    plugin,
    of(context: Context, request: FastifyRequest): Context {
      requests.set(context.loaders, request)
      return context
    },
  }
}
