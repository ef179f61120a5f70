import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Env } from '../../../src/config.js'
import { toConfig } from '../../../src/config.js'
import { UserError } from '../../../src/lib/errors.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'residua-service-'))
  writeFileSync(
    join(folder, 'services'),
    `# comment
[other]
host=wrong
[prod]
host = db.example
port=6432
dbname=residua
user=api
password=s p&c
sslmode=verify-full
`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function parts(env: Env): URL {
  return new URL(toConfig(env).databaseUrl as string)
}

describe('DATABASE_URL', () => {
  it('takes from a service what it does not say itself', () => {
    const env = { PGSERVICEFILE: join(folder, 'services') }
    const service = 'postgres://api:s%20p&c@db.example:6432/residua?sslmode=verify-full'
    for (const address of ['postgres:///?service=prod', 'postgres://?service=prod']) {
      expect(parts({ ...env, DATABASE_URL: address }).href).toBe(service)
    }
    const own = 'postgres://me:mine@here:5432/mine?service=prod&sslmode=disable'
    expect(parts({ ...env, DATABASE_URL: own }).href).toBe(own.replace('service=prod&', ''))
    const named = parts({ ...env, PGSERVICE: 'prod', DATABASE_URL: 'postgres:///' })
    expect(named.href).toBe(service)
    const shared = { PGSYSCONFDIR: folder, PGSERVICEFILE: '/absent' }
    writeFileSync(join(folder, 'pg_service.conf'), '[prod]\nhost=/run/postgresql\nuser=me\n')
    const socket = parts({ ...shared, DATABASE_URL: 'postgres:///d?service=prod' })
    expect(socket.href).toBe('postgres:///d?host=%2Frun%2Fpostgresql&user=me')
  })

  it('names the files where a service is in none', () => {
    const read = () =>
      toConfig({ PGSERVICEFILE: '/absent', DATABASE_URL: 'postgres:///?service=x' })
    expect(read).toThrow(UserError)
    expect(read).toThrow(/"x" is in none of \/absent/)
  })

  it('takes the variables of TLS, and is left as it is without any', () => {
    const DATABASE_URL = 'postgres://u:p@db/residua?application_name=a%20b'
    expect(toConfig({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL)
    const { searchParams } = parts({ DATABASE_URL, PGSSLMODE: 'require', PGSSLROOTCERT: '/ca' })
    expect(Object.fromEntries(searchParams)).toEqual({
      application_name: 'a b',
      sslmode: 'require',
      sslrootcert: '/ca',
    })
  })
})
