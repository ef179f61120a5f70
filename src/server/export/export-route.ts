import { pipeline, Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AppContext } from '../../context.js'
import { type Chunk, type Export, openExport } from '../../export/open-export.js'
import { EXPORT_FORMATS, EXPORT_KINDS, type ExportPath, parseExport } from '../../export/request.js'
import { NotFoundError, UserError } from '../../lib/errors.js'
import type { Log } from '../../log.js'
import { varyWith } from '../http/vary.js'
import { contentCoding } from './content-coding.js'
import { entityTag, hasVersion } from './etag.js'

const ROUTE =
  `/export/{run|latest}/{split|all}/{${EXPORT_KINDS.join('|')}}` + `.{${EXPORT_FORMATS.join('|')}}`

/** `/export/…`: published results as files. */
export async function addExport(
  app: FastifyInstance,
  { db, pool, log }: Pick<AppContext, 'db' | 'pool' | 'log'>,
): Promise<void> {
  const url = '/:run/:split/:file'
  await app.register(
    async (scope) => {
      scope.setNotFoundHandler(() => {
        throw new NotFoundError(`there is nothing here: write ${ROUTE}`)
      })
      scope.route<{ Params: ExportPath; Querystring: Record<string, unknown> }>({
        method: ['GET', 'HEAD'],
        url,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const asked = parseExport(request.params, request.query)
          const file = await openExport({ db, pool }, asked)
          return answer(request, reply, { file, log })
        },
      })
      scope.route({
        method: ['POST', 'PUT', 'PATCH', 'DELETE'],
        url,
        handler: async (_request, reply) => {
          reply.header('allow', 'GET, HEAD')
          throw Object.assign(new UserError('files are read with GET'), { statusCode: 405 })
        },
      })
    },
    { prefix: '/export' },
  )
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, log }: { readonly file: Export; readonly log: Log },
): Promise<FastifyReply> {
  const isText = /^text\/|ndjson/.test(file.mediaType)
  const coding = isText ? contentCoding(request.headers['accept-encoding']) : null
  const version = {
    etag: entityTag(file.version, coding?.name),
    'cache-control': 'private, no-cache',
    'x-data-version': String(file.version),
    'x-run': file.runId,
    ...(isText && { vary: varyWith(reply.getHeader('vary'), 'accept-encoding') }),
  }
  if (hasVersion(request.headers['if-none-match'], file.version)) {
    return reply.code(304).headers(version).send()
  }
  const headers = {
    ...version,
    'content-type': file.mediaType,
    'content-disposition': `attachment; filename="${file.fileName}"`,
    ...(coding && { 'content-encoding': coding.name }),
  }
  if (request.method === 'HEAD') return reply.headers(headers).send()

  const source = await begun(file, reply)
  if (!source) return reply.hijack()
  source.on('error', (error) => {
    if (!reply.raw.destroyed)
      log.warn({ err: error, requestId: request.id }, 'an export was cut off')
  })
  reply.headers(headers)
  // An error reaches the reply through the coded stream, which is destroyed with its source.
  return reply.send(coding ? pipeline(source, coding.open(), () => {}) : source)
}

/**
 * The file as a stream that has its first chunk: an error before that can still be answered. When the
 * client disconnects, reading and encoding for it stop; null where it left before the first chunk.
 */
async function begun(file: Export, reply: FastifyReply): Promise<Readable | null> {
  const abort = new AbortController()
  reply.raw.once('close', () => abort.abort())
  const chunks = file.chunks({ signal: abort.signal })[Symbol.asyncIterator]()
  const first = await chunks.next().catch((thrown: unknown) => {
    if (abort.signal.aborted) return null
    throw thrown
  })
  if (!first) return null
  const resumed = async function* (): AsyncGenerator<Chunk> {
    if (first.done) return
    try {
      yield first.value
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    } finally {
      await chunks.return?.()
    }
  }
  return Readable.from(resumed(), { objectMode: false })
}
