import type { FastifyInstance } from 'fastify'
import { Gauge } from 'prom-client'
import type { Config } from '../../config.js'
import type { AppContext } from '../../context.js'
import { followJobs } from '../../store/jobs/follow.js'
import { type Changes, watchChanges } from '../../store/read/changes.js'
import { followPublications } from '../../store/read/publications.js'
import type { AddressOf } from '../auth/address.js'
import type { Authenticator } from '../auth/auth.js'
import type { RateLimit } from '../auth/rate-limit.js'
import type { AnswerQuery } from '../graphql/answer.js'
import type { HostCheck } from '../http/allowed-hosts.js'
import type { Metrics } from '../metrics/metrics.js'
import { createOpenByAddress, type OpenByAddress } from './open-by-address.js'
import { createSubscriptions } from './requests.js'
import { addSubscriptionSockets } from './sockets.js'
import { addSubscriptionStream } from './stream.js'

export interface SubscriptionOptions {
  readonly config: Pick<Config, 'limits' | 'corsOrigins'>
  readonly authenticator: Authenticator
  readonly metrics: Metrics
  readonly checkHost: HostCheck
  readonly addressOf: AddressOf
  /** What each address holds open beside WebSockets. */
  readonly streams: OpenByAddress
  readonly rateLimit: RateLimit | null
  readonly answerQuery: AnswerQuery
  /** Where left out, a connection listens from the first subscription on. */
  readonly changes?: Changes
}

/** `Subscription` over SSE at `/graphql/stream` and over WebSocket at `/graphql`. */
export function addSubscriptions(
  app: FastifyInstance,
  { db, pool, log }: Pick<AppContext, 'db' | 'pool' | 'log'>,
  {
    config: { limits, corsOrigins },
    authenticator,
    metrics,
    changes,
    checkHost,
    addressOf,
    streams,
    rateLimit,
    answerQuery,
  }: SubscriptionOptions,
): void {
  const warn = (line: string, error: Error) => log.warn({ err: error }, line)
  const { onChange, release } = changes
    ? { onChange: (listener: () => void) => changes.onChange(listener), release: NOTHING }
    : listenOnDemand(pool, warn)
  const publications = followPublications(db, { onChange }, { log: warn })
  const jobs = followJobs(db, { log: warn })
  app.addHook('onClose', async () => {
    await release()
    await publications.settle()
    await jobs.settle()
  })
  const subscriptions = createSubscriptions(
    { db, log },
    { limits, authenticator, publications, jobs, answerQuery },
  )
  addConnectionGauge(metrics, {
    sse: addSubscriptionStream(app, subscriptions, {
      bodyBytes: limits.bodyBytes,
      openByAddress: streams,
    }),
    websocket: addSubscriptionSockets(app, subscriptions, {
      origins: corsOrigins,
      checkHost,
      addressOf,
      openByAddress: createOpenByAddress(limits.streamsPerAddress, 'WebSockets'),
      bodyBytes: limits.bodyBytes,
      rateLimit,
    }),
  })
}

const NOTHING = async () => {}

/** Changes by a connection of its own, which opens at the first listener. */
function listenOnDemand(
  pool: AppContext['pool'],
  warn: (line: string, error: Error) => void,
): Pick<Changes, 'onChange' | 'release'> {
  let own: Changes | undefined
  return {
    onChange(listener) {
      own ??= watchChanges(pool, { log: warn })
      return own.onChange(listener)
    },
    release: async () => own?.release(),
  }
}

function addConnectionGauge(
  { registry }: Metrics,
  open: Readonly<Record<string, () => number>>,
): void {
  new Gauge({
    name: 'residua_subscription_connections',
    help: 'Connections open for subscriptions, by transport.',
    labelNames: ['transport'],
    registers: [registry],
    collect() {
      for (const [transport, count] of Object.entries(open)) this.set({ transport }, count())
    },
  })
}
