import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLUSTER_USER, type Cluster, clusterOf } from '../../src/postgres/cluster.js'
import { type Postmaster, startPostmaster, stopPostmaster } from '../../src/postgres/postmaster.js'
import { type DatabasePlace, openDatabase } from '../../src/store/database.js'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl)
  process.stdout.write('skipped: openssl, which makes the certificates, is not installed\n')

describe.skipIf(!hasOpenssl)('a server that insists on TLS', () => {
  let home: string
  let cluster: Cluster
  let server: Postmaster
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'residua-tls-'))
    chmodSync(home, 0o755)
    cluster = await clusterOf(home, { durable: false })
    const { data, log, account, binaries } = cluster
    for (const name of ['server', 'other']) makeCertificate(join(data, name))
    writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n')
    for (const file of ['server.key', 'server.crt']) {
      chmodSync(join(data, file), 0o600)
      if (account) chownSync(join(data, file), account.uid, account.gid)
    }
    const settings = { ssl: 'on', fsync: 'off' }
    const options = { postgres: binaries.postgres, data, log, account, settings }
    server = (await startPostmaster(options)) as Postmaster
  }, 120_000)
  afterAll(async () => {
    if (cluster) await stopPostmaster(cluster.data)
    rmSync(home, { recursive: true, force: true })
  })

  async function opened(query: string, host = 'localhost'): Promise<DatabasePlace['tls']> {
    const { password } = cluster
    const url = `postgres://${CLUSTER_USER}:${password}@${host}:${server.port}/postgres?${query}`
    const { where, pool, release } = await openDatabase({ url, home })
    const { rows } = await pool.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    await release()
    expect(rows).toEqual([{ ssl: true }])
    return where.tls
  }

  it('is reached without a mode, and with each that encrypts', async () => {
    const ca = `sslrootcert=${join(cluster.data, 'server.crt')}`
    for (const query of ['', 'sslmode=prefer', 'sslmode=require']) {
      expect(await opened(query)).toBe('unverified')
    }
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      expect(await opened(`sslmode=${mode}&${ca}`)).toBe('verified')
    }
    expect(await opened(`sslmode=verify-ca&${ca}`, '127.0.0.1')).toBe('verified')
  })

  it('is refused where its certificate is not what the mode demands', async () => {
    const [own, other] = ['server', 'other'].map((name) => join(cluster.data, `${name}.crt`))
    await expect(opened('sslmode=disable')).rejects.toThrow(/encryption/)
    await expect(opened('sslmode=verify-full')).rejects.toThrow(/add sslrootcert/)
    await expect(opened(`sslmode=verify-ca&sslrootcert=${other}`)).rejects.toThrow(/sslrootcert/)
    const mode = `sslmode=verify-full&sslrootcert=${own}`
    await expect(opened(mode, '127.0.0.1')).rejects.toThrow(/another host name/)
  })
})

/** A certificate of localhost that signs itself. */
function makeCertificate(path: string): void {
  const files = ['-keyout', `${path}.key`, '-out', `${path}.crt`]
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...name]
  execFileSync('openssl', ['req', ...options], { stdio: 'ignore' })
  expect(readFileSync(`${path}.crt`, 'utf8')).toContain('CERTIFICATE')
}
