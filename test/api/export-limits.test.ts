import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Env } from '../../src/config.js'
import { poolBeside } from '../../src/store/pool-beside.js'
import { createTestApi } from '../_util/api.js'
import { insertBulkSplit } from '../_util/bulk-split.js'
import { createTestDatabase } from '../_util/postgres.js'

/** Twenty megabytes of text: more than sockets buffer. */
const LARGE = { assetCount: 1000, dateCount: 1500 }

async function exportApi(env: Env = {}) {
  const database = await createTestDatabase()
  const files = poolBeside(database.pool, 4)
  const api = await createTestApi({ database, exportDatabase: files, env })
  const { split } = await insertBulkSplit(database.db, LARGE)
  const [answering, reading] = [counted(database.pool), counted(files.pool)]
  const url = `${await api.app.listen({ port: 0, host: '127.0.0.1' })}/export/latest/${split}`
  return {
    api,
    database,
    files,
    url,
    /** Statements so far on the connections of queries, and on those of files. */
    statements: () => ({ answering: answering(), reading: reading() }),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await files.release()
      await database[Symbol.asyncDispose]()
    },
  }
}

function counted(pool: { on(event: 'acquire', count: () => void): unknown }): () => number {
  let count = 0
  pool.on('acquire', () => count++)
  return () => count
}

/** A response whose body is not read; `address` stands for another caller. */
function begun(url: string, address = '127.0.0.1'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { localAddress: address }, (response) => {
      response.on('error', () => {})
      resolve(response)
    }).on('error', reject)
  })
}

/** Of a file that is read to its end. */
async function statusOf(url: string): Promise<number> {
  const response = await fetch(url)
  await response.arrayBuffer()
  return response.status
}

const TWO_EACH: Env = { RESIDUA_MAX_EXPORTS: '3', RESIDUA_MAX_EXPORTS_PER_CALLER: '2' }

describe('exports at once', () => {
  it.concurrent.each(['residuals.ndjson', 'residuals.arrow'])(
    'are refused beyond the limits of a caller and of all, with 429: %s',
    async (file) => {
      await using open = await exportApi(TWO_EACH)
      const url = `${open.url}/${file}`
      const stalled = [await begun(url), await begun(url)]
      const waiting = begun(url)
      // Another caller is not held up by the one at its limit.
      const others = [await begun(url, '127.0.0.2')]
      expect([...stalled, ...others].map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
      const [refused, full] = await Promise.all([waiting, begun(url, '127.0.0.3')])
      for (const response of [refused, full]) {
        expect(response.statusCode).toBe(429)
        expect(Number(response.headers['retry-after'])).toBeGreaterThan(0)
        const text = (await response.toArray()).join('')
        expect(JSON.parse(text).errors[0].extensions.code).toBe('RATE_LIMITED')
      }
      // HEAD reads the database too.
      const head = await fetch(url, { method: 'HEAD' })
      expect(head.status).toBe(429)
      for (const response of [...stalled, ...others]) response.destroy()
      expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
    },
  )

  it('read on connections of their own', async () => {
    await using open = await exportApi()
    for (const file of ['residuals.csv', 'residuals.arrow', 'pnl.ndjson', 'orders.csv']) {
      const before = open.statements()
      expect(await statusOf(`${open.url}/${file}`)).toBe(200)
      const after = open.statements()
      expect(after.answering).toBe(before.answering)
      expect(after.reading).toBeGreaterThan(before.reading)
    }
  })
})

describe('a reader that stalls', () => {
  it.each([{}, { 'accept-encoding': 'gzip' }])('is disconnected: %o', async (headers) => {
    await using open = await exportApi({ ...TWO_EACH, RESIDUA_EXPORT_STALL_MS: '300' })
    const response = await new Promise<IncomingMessage>((resolve) =>
      get(`${open.url}/residuals.ndjson`, { headers }, resolve),
    )
    let error: Error | undefined
    response.on('error', (thrown) => {
      error = thrown
    })
    await sleep(1500)
    // Once it reads on, it finds its connection closed.
    response.resume()
    await sleep(300)
    expect(error?.message).toBe('aborted')
    expect(open.files.pool.idleCount).toBe(open.files.pool.totalCount)
  })

  it('is not one that reads slowly', async () => {
    await using open = await exportApi({ RESIDUA_EXPORT_STALL_MS: '400' })
    const response = await begun(`${open.url}/residuals.csv`)
    const lines: number[] = []
    for await (const chunk of response) {
      if (lines.length % 100 === 0) await sleep(100)
      lines.push(chunk.length)
    }
    expect(response.complete).toBe(true)
  })
})

describe('a client that leaves', () => {
  it('ends the planning of its file', async () => {
    await using open = await exportApi()
    const holder = await open.database.pool.connect()
    await holder.query('begin; lock table split in access exclusive mode')
    const request = get(`${open.url}/residuals.csv`).on('error', () => {})
    await sleep(300)
    request.destroy()
    await sleep(100)
    const before = open.statements().reading
    await holder.query('commit')
    holder.release()
    await sleep(500)
    expect(open.statements().reading).toBe(before)
    expect(open.files.pool.idleCount).toBe(open.files.pool.totalCount)
  })

  it.each(['residuals.ndjson', 'residuals.arrow', 'residuals.parquet'])(
    'ends the making of its file, and makes room for others: %s',
    async (file) => {
      await using open = await exportApi(TWO_EACH)
      const gone = Array.from({ length: 12 }, () =>
        get(`${open.url}/${file}`, (response) => response.on('error', () => {})).on(
          'error',
          () => {},
        ),
      )
      await sleep(400)
      for (const request of gone) request.destroy()
      await sleep(1000)
      const { reading } = open.statements()
      await sleep(500)
      expect(open.statements().reading).toBe(reading)
      expect(await statusOf(`${open.url}/residuals.csv`)).toBe(200)
    },
  )
})
