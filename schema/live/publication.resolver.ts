import { Arg, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql'
import { UserError } from '../../src/lib/errors.js'
import { namedStrategy } from '../../src/performance/answering.js'
import type { StoredPublication } from '../../src/store/read/publications.js'
import type { Context } from '../api/context.js'
import { publishedFrom } from './publication.js'
import { Publication } from './publication.type.js'

interface Subscribing {
  readonly args: { readonly strategy?: string | null }
  readonly context: Context
}

@Resolver(() => Publication)
export class PublicationResolver {
  @Subscription(() => Publication, {
    description:
      'Sends one event for each split of a publication, in order. Over SSE at `/graphql/stream` or ' +
      'WebSocket (graphql-transport-ws) at `/graphql`.',
    subscribe: ({ args, context }: Subscribing) => {
      if (args.strategy) namedStrategy(args.strategy)
      if (context.publications) return publishedFrom(context.publications, args.strategy)
      throw elsewhere()
    },
  })
  published(
    @Arg('strategy', () => String, {
      nullable: true,
      description: 'Name of the only strategy to follow; omit it for all.',
    })
    _strategy: string | null | undefined,
    @Root() publication: StoredPublication | undefined,
  ): StoredPublication {
    // As a query it is executed without having subscribed.
    if (!publication) throw elsewhere()
    return publication
  }

  @FieldResolver(() => ID)
  run(@Root() { runId }: StoredPublication): string {
    return runId
  }
}

function elsewhere(): UserError {
  return new UserError('subscribe over SSE at /graphql/stream, or over WebSocket at /graphql')
}
