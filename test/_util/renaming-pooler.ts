import { randomInt } from 'node:crypto'
import { type AddressInfo, connect, createServer } from 'node:net'

/** A relay that looks like a pooler which keeps prepared statements: it renames them, as PgBouncer 1.21 does. */
export async function renamingPooler(
  serverUrl: string,
): Promise<AsyncDisposable & { readonly url: string }> {
  const { hostname, port } = new URL(serverUrl)
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    const [toServer, toClient] = [framer(true), framer(false)]
    near.on('data', (bytes) => far.write(toServer(bytes, renamed)))
    far.on('data', (bytes) => near.write(toClient(bytes, disguised)))
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(serverUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}

type Change = (type: string, body: Buffer) => Buffer

/** Splits a stream into messages, a type byte and a length each; a client's first has no type. */
function framer(isClient: boolean): (bytes: Buffer, change: Change) => Buffer {
  let [rest, untyped] = [Buffer.alloc(0), isClient]
  return (bytes, change) => {
    rest = Buffer.concat([rest, bytes])
    const out: Buffer[] = []
    for (;;) {
      const head = untyped ? 0 : 1
      if (rest.length < head + 4) break
      const end = head + rest.readInt32BE(head)
      if (rest.length < end) break
      const type = rest.toString('latin1', 0, head)
      const body = change(type, rest.subarray(head + 4, end))
      const length = Buffer.alloc(4)
      length.writeInt32BE(body.length + 4)
      out.push(rest.subarray(0, head), length, body)
      rest = rest.subarray(end)
      untyped = false
    }
    return Buffer.concat(out)
  }
}

/** Statements get other names in Parse, Bind, Describe and Close. */
function renamed(type: string, body: Buffer): Buffer {
  if (type === 'P') return named(body, 0)
  if (type === 'B') return named(body, body.indexOf(0) + 1)
  if ((type === 'D' || type === 'C') && body.toString('latin1', 0, 1) === 'S') return named(body, 1)
  return body
}

function named(body: Buffer, start: number): Buffer {
  if (body[start] === 0) return body
  return Buffer.concat([body.subarray(0, start), Buffer.from('PGBOUNCER_'), body.subarray(start)])
}

/** BackendKeyData names a process that there is not. */
function disguised(type: string, body: Buffer): Buffer {
  if (type !== 'K') return body
  const other = Buffer.from(body)
  other.writeInt32BE(randomInt(2 ** 30, 2 ** 31 - 1))
  return other
}
