import type pg from 'pg'

/** pg's `query` in all its forms: values and a callback may follow. */
type Send = (...args: readonly unknown[]) => unknown
type Callback = (error: Error | null, result?: unknown) => void

const OPENS = /^\s*(begin|start\s+transaction)\b/i
const IDLE = 'I'

const timed = new WeakSet<pg.ClientBase>()

/** Whether a COPY needs a transaction around it to have a timeout. */
export function needsTransaction(client: pg.ClientBase): boolean {
  return timed.has(client)
}

/**
 * Sets the statement timeout at the start of each transaction, where a setting of the session would not
 * last: a pooler hands each transaction to another session. A statement outside a transaction gets one of
 * its own. A COPY that is streamed does not: its caller begins the transaction.
 */
export function setTimeoutPerTransaction(client: pg.Client, timeoutMs: number): void {
  timed.add(client)
  const send = client.query.bind(client) as Send
  const setting = `set local statement_timeout = ${Math.round(timeoutMs)}`
  const alone = async (args: readonly unknown[]): Promise<unknown> => {
    await send(`begin; ${setting}`)
    try {
      const result = await send(...args)
      await send('commit')
      return result
    } catch (thrown) {
      await (send('rollback') as Promise<unknown>).catch(() => {})
      throw thrown
    }
  }
  client.query = ((...args: readonly unknown[]) => {
    if (isStream(args[0]) || statusOf(client) !== IDLE) return send(...args)
    const text = textOf(args[0])
    if (OPENS.test(text))
      return send(`${text.trimEnd().replace(/;$/, '')}; ${setting}`, ...rest(args))
    const last = args.at(-1)
    if (typeof last !== 'function') return alone(args)
    const callback = last as Callback
    alone(args.slice(0, -1)).then(
      (result) => callback(null, result),
      (error: Error) => callback(error),
    )
    return undefined
  }) as typeof client.query
}

/** A query that pg lets write to the connection itself, as COPY does. */
function isStream(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'submit' in query
}

function statusOf(client: pg.Client): string | null {
  // In pg since 8.18; its types do not know.
  return (client as pg.Client & { getTransactionStatus(): string | null }).getTransactionStatus()
}

function textOf(query: unknown): string {
  return typeof query === 'string' ? query : (query as { readonly text: string }).text
}

/** The callback: what opens a transaction has no values. */
function rest(args: readonly unknown[]): unknown[] {
  return args.filter((argument) => typeof argument === 'function')
}
