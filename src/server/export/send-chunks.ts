import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Chunk } from '../../export/open-export.js'
import { AbortedError, UnavailableError } from '../../lib/errors.js'

export interface SendOptions {
  /** Compresses what is sent; null for none. */
  readonly coding: Transform | null
  readonly signal: AbortSignal
  /** A client that takes no bytes for this long is disconnected. */
  readonly stallMs: number
}

/** What is written at once: a client that takes this much has not stalled. */
const PIECE_BYTES = 65_536

/**
 * Writes the chunks as the client takes them and ends the response. Rejects where the client has left or
 * stalled; in every case the chunks' iterator has been closed by then.
 */
export async function sendChunks(
  response: ServerResponse,
  chunks: AsyncIterable<Chunk>,
  { coding, signal, stallMs }: SendOptions,
): Promise<void> {
  const send = async (source: AsyncIterable<Chunk>) => {
    for await (const chunk of source) {
      for (const piece of piecesOf(chunk)) {
        signal.throwIfAborted()
        if (!response.write(piece)) await drained(response, signal, stallMs)
      }
    }
  }
  if (coding) await pipeline(chunks, coding, send, { signal })
  else await send(chunks)
  response.end()
}

function* piecesOf(chunk: Chunk): Generator<Uint8Array> {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield bytes.subarray(at, at + PIECE_BYTES)
  }
}

async function drained(
  response: ServerResponse,
  signal: AbortSignal,
  stallMs: number,
): Promise<void> {
  const stalled = AbortSignal.timeout(stallMs)
  try {
    await once(response, 'drain', { signal: AbortSignal.any([signal, stalled]) })
  } catch {
    if (signal.aborted) throw new AbortedError('the client has disconnected')
    throw new UnavailableError(`the client took no bytes for ${stallMs / 1000} s`)
  }
}
