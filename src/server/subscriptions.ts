import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.js'
import type { AppContext } from '../context.js'
import { type Changes, watchChanges } from '../store/changes.js'
import { followPublications } from '../store/publications.js'
import type { Authenticator } from './auth.js'
import { createSubscriptions } from './subscription-requests.js'
import { addSubscriptionSockets } from './subscription-sockets.js'
import { addSubscriptionStream } from './subscription-stream.js'

export interface SubscriptionOptions {
  readonly config: Pick<Config, 'limits' | 'corsOrigins'>
  readonly authenticator: Authenticator
  /** Where left out, the database is listened to as soon as somebody subscribes. */
  readonly changes?: Changes
}

/** `Subscription` over SSE at `/graphql/stream` and over WebSocket at `/graphql`. */
export function addSubscriptions(
  app: FastifyInstance,
  { db, pool, log }: Pick<AppContext, 'db' | 'pool' | 'log'>,
  { config, authenticator, changes }: SubscriptionOptions,
): void {
  const warn = (line: string, error: Error) => log.warn({ err: error }, line)
  let own: Changes | undefined
  app.addHook('onClose', async () => own?.release())
  const onChange: Changes['onChange'] = (listener) => {
    if (changes) return changes.onChange(listener)
    own ??= watchChanges(pool, { log: warn })
    return own.onChange(listener)
  }
  const publications = followPublications(db, { onChange }, { log: warn })
  const { limits, corsOrigins } = config
  const subscriptions = createSubscriptions({ db, log }, { limits, authenticator, publications })
  addSubscriptionStream(app, subscriptions, limits.bodyBytes)
  addSubscriptionSockets(app, subscriptions, corsOrigins)
}
