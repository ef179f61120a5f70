import { connect, type Socket } from 'node:net'
import { at } from '../../src/lib/at.js'

/** One HTTP/1.1 request as bytes, made for each send where the body is to differ. */
export type RequestOf = (index: number) => Buffer

export interface LoadOptions {
  readonly url: string
  readonly request: RequestOf
  readonly connections: number
  readonly seconds: number
}

export interface Load {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers with another status than 200, or with errors in them. */
  readonly failures: number
  readonly bytesPerAnswer: number
}

/**
 * A closed loop over keep-alive connections: each sends its next request once it has the whole of
 * the answer. Plain sockets, because a client library would use more processor time than the servers.
 */
export async function load({ url, request, connections, seconds }: LoadOptions): Promise<Load> {
  const { hostname, port } = new URL(url)
  const latencies: number[] = []
  let [failures, bytes, sent] = [0, 0, 0]
  const began = performance.now()
  const end = began + 1000 * seconds

  const loop = async () => {
    const socket = await opened(hostname, Number(port))
    const answers = answersOf(socket)
    while (performance.now() < end) {
      const started = performance.now()
      socket.write(request(sent++))
      const { ok, length } = await answers.next()
      latencies.push(performance.now() - started)
      bytes += length
      if (!ok) failures++
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, loop))
  const elapsed = (performance.now() - began) / 1000
  latencies.sort((a, b) => a - b)
  const quantile = (q: number) => at(latencies, Math.floor(q * (latencies.length - 1)))
  return {
    requests: latencies.length,
    requestsPerSecond: latencies.length / elapsed,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    failures,
    bytesPerAnswer: bytes / latencies.length,
  }
}

export function get(url: string, headers: Record<string, string> = {}): Buffer {
  return Buffer.from(head('GET', url, headers))
}

export function post(url: string, body: object, headers: Record<string, string> = {}): Buffer {
  const bytes = Buffer.from(JSON.stringify(body))
  const all = {
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    ...headers,
  }
  return Buffer.concat([Buffer.from(head('POST', url, all)), bytes])
}

function head(method: string, url: string, headers: Record<string, string>): string {
  const { host, pathname, search } = new URL(url)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

interface Answer {
  readonly ok: boolean
  readonly length: number
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Consecutive answers with a content length. */
function answersOf(socket: Socket): { next(): Promise<Answer> } {
  let chunks: Buffer[] = []
  let [received, expected, ok] = [0, -1, true]
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined

  socket.on('error', (error) => waiting?.reject(error))
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')))
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    received += chunk.length
    if (expected < 0) {
      const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks)
      chunks = [bytes]
      const end = bytes.indexOf(HEAD_END)
      if (end < 0) return
      const text = bytes.toString('latin1', 0, end)
      const length = /content-length: *(\d+)/i.exec(text)?.[1]
      if (length === undefined) {
        waiting?.reject(new Error(`an answer without a content length: ${text}`))
        return
      }
      const bodyAt = end + HEAD_END.length
      const start = bytes.toString('latin1', bodyAt, bodyAt + 10)
      ok = text.startsWith('HTTP/1.1 200') && !start.startsWith('{"errors"')
      expected = bodyAt + Number(length)
    }
    if (received < expected) return
    const answer = { ok, length: received }
    chunks = []
    received = 0
    expected = -1
    waiting?.resolve(answer)
  })
  return {
    next: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
      }),
  }
}
