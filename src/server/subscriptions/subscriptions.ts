import type { FastifyInstance } from 'fastify'
import { Gauge } from 'prom-client'
import type { Config } from '../../config.js'
import type { AppContext } from '../../context.js'
import { followJobs } from '../../store/jobs/follow.js'
import { type Changes, watchChanges } from '../../store/read/changes.js'
import { followPublications } from '../../store/read/publications.js'
import type { Authenticator } from '../auth/auth.js'
import type { Metrics } from '../metrics/metrics.js'
import { createSubscriptions } from './requests.js'
import { addSubscriptionSockets } from './sockets.js'
import { addSubscriptionStream } from './stream.js'

export interface SubscriptionOptions {
  readonly config: Pick<Config, 'limits' | 'corsOrigins'>
  readonly authenticator: Authenticator
  readonly metrics: Metrics
  /** Where left out, the database is listened to as soon as somebody subscribes. */
  readonly changes?: Changes
}

/** `Subscription` over SSE at `/graphql/stream` and over WebSocket at `/graphql`. */
export function addSubscriptions(
  app: FastifyInstance,
  { db, pool, log }: Pick<AppContext, 'db' | 'pool' | 'log'>,
  { config, authenticator, metrics, changes }: SubscriptionOptions,
): void {
  const warn = (line: string, error: Error) => log.warn({ err: error }, line)
  let own: Changes | undefined
  const onChange: Changes['onChange'] = (listener) => {
    if (changes) return changes.onChange(listener)
    own ??= watchChanges(pool, { log: warn })
    return own.onChange(listener)
  }
  const publications = followPublications(db, { onChange }, { log: warn })
  const jobs = followJobs(db, { log: warn })
  app.addHook('onClose', async () => {
    await own?.release()
    await publications.settle()
    await jobs.settle()
  })
  const { limits, corsOrigins } = config
  const subscriptions = createSubscriptions(
    { db, log },
    { limits, authenticator, publications, jobs },
  )
  const open = {
    sse: addSubscriptionStream(app, subscriptions, limits.bodyBytes),
    websocket: addSubscriptionSockets(app, subscriptions, corsOrigins),
  }
  new Gauge({
    name: 'residua_subscription_connections',
    help: 'Connections open for subscriptions, by transport.',
    labelNames: ['transport'],
    registers: [metrics.registry],
    collect() {
      for (const [transport, count] of Object.entries(open)) this.set({ transport }, count())
    },
  })
}
