import pg from 'pg'
import { setTimeoutPerTransaction } from './transaction-timeout.js'

/** A server that does not answer is given up sooner than a pool whose connections are all busy. */
const CONNECT_TIMEOUT_MS = 10_000

export interface ConnectionOptions extends pg.ClientConfig {
  /** The port at which an embedded server listens now, started again where it has died. */
  readonly locate?: () => Promise<number>
  /** Longest a statement may take, set in each transaction. */
  readonly transactionTimeoutMs?: number
  /** Whether sessions are ours alone, so that LISTEN lasts. */
  readonly ownSession?: boolean
}

/** The pool limits the wait for a free connection; the client limits the time to connect. */
export class ConnectionClient extends pg.Client {
  readonly #locate: ConnectionOptions['locate']

  constructor(options: ConnectionOptions = {}) {
    super({ ...options, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
    const { locate, transactionTimeoutMs, ownSession = true } = options
    this.#locate = locate
    if (transactionTimeoutMs) setTimeoutPerTransaction(this, transactionTimeoutMs)
    if (!ownSession) ignoreListen(this)
  }

  override connect(): Promise<pg.Client>
  override connect(callback: (error: Error | null, client?: pg.Client) => void): void
  override connect(
    callback?: (error: Error | null, client?: pg.Client) => void,
  ): Promise<pg.Client> | undefined {
    const connected = this.#connect()
    if (!callback) return connected
    connected.then((client) => callback(null, client), callback)
    return undefined
  }

  async #connect(): Promise<pg.Client> {
    const port = await this.#locate?.()
    // pg reads it when it connects; its types say that it never changes.
    if (port !== undefined) Object.assign(this, { port })
    return super.connect()
  }
}

/** LISTEN in a session that a pooler shares would send notices to whoever has it next. */
function ignoreListen(client: pg.Client): void {
  const send = client.query.bind(client) as (...args: readonly unknown[]) => unknown
  client.query = ((...args: readonly unknown[]) =>
    typeof args[0] === 'string' && /^\s*(un)?listen\b/i.test(args[0])
      ? Promise.resolve({ rows: [], rowCount: 0 })
      : send(...args)) as typeof client.query
}
