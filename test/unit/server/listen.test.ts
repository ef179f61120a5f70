import { createServer as createHttpServer } from 'node:http'
import { expect, it } from 'vitest'
import { toConfig } from '../../../src/config.js'
import { createContext } from '../../../src/context.js'
import { UserError } from '../../../src/lib/errors.js'
import { createLog } from '../../../src/log.js'
import { createServer } from '../../../src/server/server.js'
import { poolFor } from '../../../src/store/database.js'

async function serverWith(env: Record<string, string>) {
  const database = poolFor('postgres://nobody@127.0.0.1:1/nothing')
  const log = createLog({ level: 'silent' })
  return createServer(await createContext(toConfig(env), { log, database }))
}

it('a port in use is reported with a remedy', async () => {
  const other = createHttpServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const server = await serverWith({ PORT: String(port) })
  const start = server.start()
  await expect(start).rejects.toThrow(UserError)
  await expect(start).rejects.toThrow(
    `127.0.0.1:${port} is in use: stop what listens there, or set another PORT`,
  )
  await server.stop()
  other.close()
})

it('the server does not listen for other machines unless configured', async () => {
  const server = await serverWith({ HOST: '0.0.0.0', PORT: '0' })
  await expect(server.start()).rejects.toThrow('RESIDUA_AUTH=off')
  await server.stop()
})

it('starts on a free port, and stops', async () => {
  const server = await serverWith({ PORT: '0' })
  const url = await server.start()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' })
  await server.stop()
  await expect(fetch(`${url}/health`)).rejects.toThrow()
})
