import type { ApolloServer, GraphQLRequest } from '@apollo/server'
import type { FormattedExecutionResult } from 'graphql'
import { type Context, createRequestContext } from '../../../schema/api/context.js'
import type { AppContext } from '../../context.js'
import type { Snapshot } from '../../store/read/snapshot.js'

/** Answers a query that did not come by HTTP as `POST /graphql` does, within the same limits. */
export type AnswerQuery = (
  request: Pick<GraphQLRequest, 'query' | 'variables' | 'operationName'>,
  from: Pick<Context, 'caller' | 'signal'>,
) => Promise<FormattedExecutionResult>

export interface AnswerOptions {
  readonly db: AppContext['db']
  readonly snapshot: () => Promise<Snapshot> | undefined
}

export function answerWith(
  apollo: ApolloServer<Context>,
  { db, snapshot }: AnswerOptions,
): AnswerQuery {
  return async (request, from) => {
    const contextValue = createRequestContext(db, snapshot(), from)
    const { body } = await apollo.executeOperation(request, { contextValue })
    return body.kind === 'single' ? body.singleResult : body.initialResult
  }
}
