import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tlsChoices, withoutTls } from '../../../src/connection/tls.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'residua-tls-'))
  for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, name), name)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lax = { rejectUnauthorized: false }
const choices = (query: string) => tlsChoices(`postgres://u:p@db:5432/residua?${query}`)

describe('sslmode', () => {
  it('has the meaning that libpq gives it', () => {
    expect(choices('')).toEqual([false, lax])
    expect(choices('sslmode=disable')).toEqual([false])
    expect(choices('sslmode=allow')).toEqual([false, lax])
    expect(choices('sslmode=prefer')).toEqual([lax, false])
    expect(choices('sslmode=require')).toEqual([lax])
    expect(choices('sslmode=no-verify')).toEqual([lax])
    expect(choices('sslmode=verify-full')).toEqual([{}])
    expect(choices('ssl=true')).toEqual([{}])
    expect(choices('ssl=0')).toEqual([false])
    expect(() => choices('sslmode=full')).toThrow(/sslmode=full is unknown/)
    expect(() => choices('sslmode=verify-ca')).toThrow(/sslrootcert/)
  })

  it('checks against the CA file, and the host name only in full', () => {
    const ca = `sslrootcert=${join(folder, 'ca')}`
    expect(choices(`sslmode=verify-full&${ca}`)).toEqual([{ ca: 'ca' }])
    for (const mode of ['verify-ca', 'require']) {
      const [tls] = choices(`sslmode=${mode}&${ca}`)
      expect(tls).toEqual({ ca: 'ca', checkServerIdentity: expect.any(Function) })
    }
    expect(choices('sslmode=verify-full&sslrootcert=system')).toEqual([{}])
    expect(() => choices('sslmode=verify-full&sslrootcert=/absent')).toThrow(/ENOENT/)
  })

  it('sends the certificate of the client', () => {
    const own = `sslcert=${join(folder, 'cert')}&sslkey=${join(folder, 'key')}&sslpassword=pw`
    expect(choices(`sslmode=require&${own}`)).toEqual([
      { cert: 'cert', key: 'key', passphrase: 'pw', rejectUnauthorized: false },
    ])
  })

  it('is not used on a socket', () => {
    expect(tlsChoices('postgres:///residua?host=/run/postgresql&sslmode=require')).toEqual([false])
    expect(tlsChoices('postgres://%2Frun%2Fpostgresql/residua')).toEqual([false])
  })
})

it('the address for the driver has no word about TLS', () => {
  const address = 'postgres://u:p@db/residua?sslmode=require&sslrootcert=/ca&options=-c%20a%3Db'
  expect(new URL(withoutTls(address)).search).toBe('?options=-c+a%3Db')
})
