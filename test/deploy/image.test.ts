import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { createDatabaseUser } from '../../src/store/roles.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { type MountedImage, mountOf, sizeOf } from './buildah.js'
import { outcomeOf, type Place, residua, start } from './hardened.js'
import { type BuiltImage, buildImage, copyCheckout, ROOT } from './image.js'

const MOST_OVER_BASE = 450e6
/** Files beside the sources that no image may hold. */
const SECRETS = [
  '.env',
  '.env.local',
  'src/.env',
  'residua.config.json',
  'jobs/server.key',
  'tls.pem',
]

const folder = mkdtempSync(join(tmpdir(), 'residua-image-'))
const checkout = join(folder, 'checkout')
let image: BuiltImage
let mounted: MountedImage
let place: Place
let database: TestDatabase

beforeAll(async () => {
  copyCheckout(checkout)
  for (const name of SECRETS) writeFileSync(join(checkout, name), 'SECRET=not-for-images\n')
  image = buildImage(checkout)
  mounted = mountOf(image.name)
  const [home, inbox] = [join(folder, 'home'), join(folder, 'inbox')]
  mkdirSync(home)
  chownSync(home, 1000, 1000)
  mkdirSync(inbox)
  writeSyntheticMarket(inbox, { seed: 7, assets: 10, from: '2015-01-02', to: '2017-12-29' })
  place = { image, path: mounted.path, home, inbox }
  database = await createTestDatabase({ migrated: false })
}, 3_600_000)

afterAll(async () => {
  await database?.[Symbol.asyncDispose]()
  mounted?.release()
  rmSync(folder, { recursive: true, force: true })
}, 600_000)

const inImage = (path: string) => existsSync(join(mounted.path, 'app', path))

describe('the image', () => {
  it(`takes at most ${MOST_OVER_BASE / 1e6} MB over its base`, () => {
    const [size, base] = [sizeOf(image.name), sizeOf(image.base)]
    console.info(
      `${((size - base) / 1e6).toFixed(0)} MB over a base of ${(base / 1e6).toFixed(0)} MB`,
    )
    expect(base).toBeGreaterThan(0)
    expect(size - base).toBeLessThanOrEqual(MOST_OVER_BASE)
  })

  it('has no settings, secrets, sources or development dependencies', () => {
    for (const name of SECRETS) expect(inImage(name), name).toBe(false)
    const found = spawnSync('grep', ['-rl', 'not-for-images', join(mounted.path, 'app')])
    expect([found.status, String(found.stdout)]).toEqual([1, ''])
    for (const name of ['src', 'test', 'docs', '.git', 'tsconfig.json']) {
      expect(inImage(name), name).toBe(false)
    }
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
    const development = Object.keys(packages).filter((path) => packages[path].dev)
    expect(development.length).toBeGreaterThan(100)
    expect(development.filter(inImage)).toEqual([])
  })

  it('runs as a numbered user without capabilities on a root that it cannot write', async () => {
    expect(image.config.User).toBe('1000:1000')
    const probe =
      'id -u; grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status; ' +
      'touch /app/x /etc/x /mnt/x 2>&1 | grep -c "Read-only file system"; touch /tmp/x /var/lib/residua/x && echo written'
    const { output } = await outcomeOf(start(place, ['sh', '-c', probe]))
    expect(output.split('\n')).toEqual([
      '1000',
      'CapEff:\t0000000000000000',
      'NoNewPrivs:\t1',
      '3',
      'written',
      '',
    ])
  })

  it('opens its engine', async () => {
    const { code, output } = await outcomeOf(residua(place, ['engine']))
    expect(output).toMatch(/wasm/)
    expect(code).toBe(0)
  })
})

describe('against a Postgres, each process with its role', () => {
  let [reader, writer] = ['', '']
  const suffix = createHash('sha256').update(folder).digest('hex').slice(0, 8)
  const user = async (role: 'reader' | 'writer') => {
    const url = new URL(database.url)
    url.username = `deploy_${role}_${suffix}`
    url.password = await createDatabaseUser(database.db, url.username, role)
    return url.href
  }
  const done = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const { code, output } = await outcomeOf(residua(place, args, env))
    expect(output, args.join(' ')).not.toMatch(/EROFS|EACCES/)
    expect(code, output).toBe(0)
    return output
  }

  beforeAll(async () => {
    await done(['db', 'roles'], { DATABASE_OWNER_URL: database.url, RESIDUA_HOME: '/tmp/residua' })
    reader = await user('reader')
    writer = await user('writer')
  }, 300_000)

  afterAll(async () => {
    for (const role of ['reader', 'writer']) {
      await database.pool.query(`drop owned by deploy_${role}_${suffix}`)
      await database.pool.query(`drop role deploy_${role}_${suffix}`)
    }
  })

  it('ingest registers files, a worker trains what is queued, and ends when it is told to', async () => {
    const env = { DATABASE_WRITER_URL: writer }
    await done(['ingest', '/mnt/prices.csv', '--as', 'mine'], env)
    const run = ['--strategy', 'pca-ou', '--train-years', '1', '--config', 'factorCount=2']
    await done(['backtest', '--dataset', 'mine', ...run, '--queue'], env)
    const worker = residua(place, ['worker', '--concurrency', '1'], env)
    const ended = outcomeOf(worker)
    for (;;) {
      const { counts } = JSON.parse(await done(['jobs', '--json'], env))
      if (counts.queued + counts.running === 0) break
      await sleep(1000)
    }
    worker.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  }, 900_000)

  it('serve answers with what was published, to callers with a key', async () => {
    const create = ['keys', 'create', 'deploy', '--scopes', 'read,export', '--json']
    const { key: secret } = JSON.parse(await done(create, { DATABASE_WRITER_URL: writer }))
    const port = await freePort()
    const api = residua(place, ['serve', '--port', String(port)], {
      DATABASE_READER_URL: reader,
      RESIDUA_AUTH: 'keys',
      RESIDUA_HOME: '/tmp/residua',
      HOST: '127.0.0.1',
    })
    const ended = outcomeOf(api)
    const get = (path: string, headers = {}) =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers })
    const ready = () =>
      get('/ready').then(
        ({ status }) => status,
        () => 0,
      )
    await expect.poll(ready, { timeout: 60_000, interval: 250 }).toBe(200)
    const authorization = `Bearer ${secret}`
    const query = encodeURIComponent('{ splits(strategy: "pca-ou") { status } }')
    expect((await get(`/graphql?query=${query}`)).status).toBe(401)
    const answer = await get(`/graphql?query=${query}`, { authorization })
    expect(await answer.text()).toContain('"PUBLISHED"')
    for (const format of ['csv', 'parquet', 'arrow']) {
      const file = `/export/latest/all/residuals.${format}?strategy=pca-ou`
      const response = await get(file, { authorization })
      expect(response.status, format).toBe(200)
      expect((await response.arrayBuffer()).byteLength, format).toBeGreaterThan(1000)
    }
    for (const page of ['/', '/playground']) expect((await get(page)).status, page).toBe(200)
    api.kill('SIGTERM')
    const { code, output } = await ended
    expect(output).not.toMatch(/EROFS|EACCES/)
    expect(code).toBe(0)
  }, 300_000)
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
