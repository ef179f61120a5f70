import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLog, prettyLine } from '../../../src/log.js'

function written(options: Parameters<typeof createLog>[0]) {
  const destination = new PassThrough()
  const log = createLog({ ...options, destination })
  return { log, text: () => String(destination.read() ?? '') }
}

describe('createLog', () => {
  it('writes JSON with scope and level', () => {
    const { log, text } = written({ pretty: false })
    log.child({ scope: 'server' }).info({ port: 1 }, 'listening')
    expect(JSON.parse(text())).toMatchObject({
      level: 30,
      scope: 'server',
      port: 1,
      msg: 'listening',
    })
  })

  it('writes only warnings and errors when quiet', () => {
    const { log, text } = written({ quiet: true, pretty: false })
    log.info('not this')
    log.warn('this')
    expect(text()).toMatch(/"this"/)
  })

  it('writes pretty lines on request', () => {
    const { log, text } = written({ pretty: true })
    log.child({ scope: 'server' }).info({ url: 'http://x' }, 'listening')
    expect(text()).toMatch(/^\d\d:\d\d:\d\d info {2}server: listening url=http:\/\/x\n$/)
  })
})

it('a pretty line keeps the stack of an error', () => {
  const line = prettyLine(
    '{"level":50,"time":"2026-01-01T10:11:12Z","msg":"no","err":{"stack":"at x"}}',
  )
  expect(line).toBe('10:11:12 error no\nat x\n')
})
