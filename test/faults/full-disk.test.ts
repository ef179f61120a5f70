import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, it } from 'vitest'
import { drain } from '../_util/faults/drain.js'
import { ask, postgresServer } from '../_util/faults/postgres-server.js'
import { figure, PATIENCE_MS } from '../_util/faults/scale.js'
import { enqueueRuns, ingestMarket, smallWorld, UNTRAINED } from '../_util/faults/small-world.js'
import { storeDigest, untrainedOf } from '../_util/faults/store-digest.js'
import { supervise } from '../_util/faults/supervised.js'
import { undisturbedDigest } from '../_util/faults/undisturbed.js'

/** Space for the schema and the market, not for the publications. */
const DISK_MB = 48

/** A file system of the given megabytes, until disposed; null without the right to mount one. */
function smallDisk(folder: string): Disposable | null {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
  } catch {
    return null
  }
  return { [Symbol.dispose]: () => void execFileSync('umount', ['-l', folder]) }
}

it(
  'workers wait while a disk is full and publish all once there is room, without a person',
  async (context) => {
    using world = await smallWorld({ worker: { deadAfterSeconds: 3 } })
    const folder = join(world.folder, 'disk')
    using disk = process.platform === 'linux' ? smallDisk(folder) : null
    if (!disk) {
      figure('skipped: a small file system can be mounted by root on Linux alone')
      context.skip()
      return
    }
    await using server = await postgresServer(world.home)
    const expected = untrainedOf(await undisturbedDigest(server))

    const tables = join(folder, 'tables')
    mkdirSync(tables, { mode: 0o700 })
    const { account } = server.cluster
    if (account) chownSync(tables, account.uid, account.gid)
    const url = server.urlOf('crowded')
    const admin = new pg.Client({ connectionString: server.urlOf('postgres') })
    await admin.connect()
    await admin.query(`create tablespace small location '${tables}'`)
    await admin.query('create database crowded tablespace small')
    await ingestMarket(world, url)
    await enqueueRuns(world, url, UNTRAINED)
    fill(folder)
    const worker = supervise({
      name: 'worker',
      args: ['worker', '--concurrency', '1'],
      cwd: world.folder,
      env: world.env(url),
    })
    try {
      // Without any space not even the failure can be stored: the worker logs it and waits.
      while (!/No space left/.test(worker.said())) await sleep(200)
      const [said] = /.*No space left.*/.exec(worker.said()) ?? []
      figure(`reported: ${said}`)
      await sleep(3_000)
      rmSync(join(folder, 'filler'))
      while ((await ask(url, 'select from job where finished_at is null limit 1'))?.length !== 0) {
        await sleep(300)
      }
    } finally {
      await worker.stop()
    }
    await drain(url)
    expect(await storeDigest(url)).toEqual(expected)
    figure('with room again, everything was published; bit for bit as without the full disk')
    await admin.query('drop database crowded with (force)')
    await admin.query('drop tablespace small')
    await admin.end()
  },
  PATIENCE_MS,
)

/** Fills the whole disk. */
function fill(folder: string): void {
  const block = Buffer.alloc(64 * 1024)
  try {
    for (;;) writeFileSync(join(folder, 'filler'), block, { flag: 'a' })
  } catch {
    // full
  }
}
