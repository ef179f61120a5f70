import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Limits } from '../../config.js'
import type { AppContext } from '../../context.js'
import { type Chunk, type Export, openExport } from '../../export/open-export.js'
import { EXPORT_FORMATS, EXPORT_KINDS, type ExportPath, parseExport } from '../../export/request.js'
import { AbortedError, NotFoundError, UserError } from '../../lib/errors.js'
import type { Log } from '../../log.js'
import type { OpenDatabase } from '../../store/database.js'
import type { Admission } from '../admission/admission.js'
import { callerOf } from '../auth/caller.js'
import { NO_SNIFFING } from '../http/security.js'
import { varyWith } from '../http/vary.js'
import { type ContentCoding, contentCoding } from './content-coding.js'
import { entityTag, hasVersion } from './etag.js'
import { exportAdmission } from './export-admission.js'
import { sendChunks } from './send-chunks.js'

const ROUTE =
  `/export/{run|latest}/{split|all}/{${EXPORT_KINDS.join('|')}}` + `.{${EXPORT_FORMATS.join('|')}}`

export interface ExportOptions {
  /** With connections of its own, so that files take none from queries. */
  readonly database: Pick<OpenDatabase, 'db' | 'pool'>
  readonly limits: Pick<Limits, 'exports' | 'exportsPerCaller' | 'exportStallMs'>
}

type ExportRequest = FastifyRequest<{
  Params: ExportPath
  Querystring: Record<string, unknown>
}>

/** `/export/…`: published results as files. */
export async function addExport(
  app: FastifyInstance,
  { log }: Pick<AppContext, 'log'>,
  { database, limits }: ExportOptions,
): Promise<void> {
  const admission = exportAdmission(limits)
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
        handler: (request, reply) =>
          whileConnected(request, reply, { admission, log }, async (signal) => {
            const asked = parseExport(request.params, request.query)
            const file = await openExport(database, asked, signal)
            await answer(request, reply, { file, signal, stallMs: limits.exportStallMs })
          }),
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

/**
 * Runs `work` once the export is admitted, with a signal that aborts when its client disconnects. The
 * export counts until all of its work has ended, so dropped requests cannot pile up.
 */
async function whileConnected(
  request: ExportRequest,
  reply: FastifyReply,
  { admission, log }: { readonly admission: Admission; readonly log: Log },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<FastifyReply> {
  const { raw } = reply
  const abort = new AbortController()
  raw.once('close', () => abort.abort(new AbortedError('the client has disconnected')))
  try {
    const leave = await admission.enter({ caller: callerOf(request), signal: abort.signal })
    try {
      await work(abort.signal)
    } finally {
      leave()
    }
  } catch (thrown) {
    if (!abort.signal.aborted && !raw.headersSent) throw thrown
    reply.hijack()
    if (!raw.destroyed) log.warn({ err: thrown, requestId: request.id }, 'an export was cut off')
    raw.destroy()
  }
  return reply
}

interface Answer {
  readonly file: Export
  readonly signal: AbortSignal
  readonly stallMs: number
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, signal, stallMs }: Answer,
): Promise<void> {
  const isText = /^text\/|ndjson/.test(file.mediaType)
  const coding = isText ? contentCoding(request.headers['accept-encoding']) : null
  const version = versionHeaders(file, coding)
  if (isText) reply.header('vary', varyWith(reply.getHeader('vary'), 'accept-encoding'))
  if (hasVersion(request.headers['if-none-match'], file.version)) {
    reply.code(304).headers(version).send()
    return
  }
  reply.headers({
    ...version,
    'content-type': file.mediaType,
    'content-disposition': `attachment; filename="${file.fileName}"`,
    ...(coding && { 'content-encoding': coding.name }),
  })
  if (request.method === 'HEAD') {
    reply.send()
    return
  }
  // Before the head is sent, so that an error until then can still be answered.
  const chunks = await begun(file, signal)
  const raw = startAnswer(reply)
  await sendChunks(raw, chunks, { coding: coding?.open() ?? null, signal, stallMs })
}

function versionHeaders(file: Export, coding: ContentCoding | null) {
  return {
    etag: entityTag(file.version, coding?.name),
    'cache-control': 'private, no-cache',
    'x-data-version': String(file.version),
    'x-run': file.runId,
  }
}

/** Sends the head past the framework, which would read the file ahead of the client. */
function startAnswer(reply: FastifyReply) {
  const { raw } = reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(200, { 'x-content-type-options': NO_SNIFFING })
  return raw
}

/** The file with its first chunk made: an error before that can still be answered. */
async function begun(file: Export, signal: AbortSignal): Promise<AsyncIterable<Chunk>> {
  const chunks = file.chunks({ signal })[Symbol.asyncIterator]()
  const first = await chunks.next()
  return (async function* () {
    try {
      for (let next = first; !next.done; next = await chunks.next()) {
        signal.throwIfAborted()
        yield next.value
      }
    } finally {
      await chunks.return?.()
    }
  })()
}
