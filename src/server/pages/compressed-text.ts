import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptedCodings } from '../http/accept.js'

/** A text that is the same for everyone, compressed once. */
export interface CompressedText {
  readonly digest: string
  readonly plain: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
}

const DIGEST_LENGTH = 10
/** The best is many times slower for a few bytes. */
const BROTLI_QUALITY = 9

export function compressedText(text: string): CompressedText {
  const plain = Buffer.from(text)
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
  return {
    digest: createHash('sha256').update(plain).digest('hex').slice(0, DIGEST_LENGTH),
    plain,
    br: brotliCompressSync(plain, { params }),
    gzip: gzipSync(plain),
  }
}

/** Sends the text in the coding that the client prefers. */
export function sendCompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  text: CompressedText,
): FastifyReply {
  reply.header('vary', 'accept-encoding')
  const [coding] = acceptedCodings(request.headers['accept-encoding'], ['br', 'gzip'])
  if (coding === 'br') return reply.header('content-encoding', 'br').send(text.br)
  if (coding === 'gzip') return reply.header('content-encoding', 'gzip').send(text.gzip)
  return reply.send(text.plain)
}
