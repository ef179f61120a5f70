import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../_util/postgres.js'
import { query } from '../_util/program.js'

/** The built server: tests of the sources do not detect an import cycle that fails only in Node. */
const ENTRY = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

it('the built server migrates an empty database, answers, and stops on SIGTERM', async () => {
  await using database = await createTestDatabase({ migrated: false })
  const server = start({ DATABASE_URL: database.url, PORT: '0' })
  await server.until(/listening on/)
  const url = /http:\/\/[\d.:]+/.exec(server.stderr())?.[0] ?? ''
  const { splits } = await query<{ splits: unknown[] }>(url, '{ splits { name } }')
  expect(splits).toEqual([])
  expect((await fetch(`${url}/ready`)).status).toBe(503)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
})

it('an unreachable database ends it with exit code 75 and one line', async () => {
  const server = start({ DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/x', PORT: '0' })
  expect(await server.ended).toBe(75)
  expect(server.stderr()).toMatch(/^cannot use the database at 127\.0\.0\.1:1: .*\n$/)
  expect(server.stderr()).not.toContain('secret')
})

it('an invalid variable ends it with exit code 1 and one line', async () => {
  const server = start({ PORT: 'http' })
  expect(await server.ended).toBe(1)
  expect(server.stderr()).toBe(
    'PORT=http is not a port: write a number from 1 to 65535, or 0 for any\n',
  )
})

it('ends with the process that started it', async () => {
  await using database = await createTestDatabase()
  const server = start({ DATABASE_URL: database.url, PORT: '0' }, ['ipc'])
  const message = await new Promise<unknown>((resolve) => server.child.once('message', resolve))
  expect(message).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    holds: 'nothing',
  })
  server.child.disconnect()
  expect(await server.ended).toBe(0)
})

function start(env: Record<string, string>, channels: readonly 'ipc'[] = []) {
  const child: ChildProcess = spawn(process.execPath, [ENTRY], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...channels],
  })
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const until = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', () => pattern.test(stderr) && resolve())
      void ended.then((code) => reject(new Error(`ended with ${code}: ${stderr}`)))
    })
  return { child, ended, until, stderr: () => stderr }
}
