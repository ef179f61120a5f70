import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { installQueue } from '../../jobs/queue/install.js'
import { scheduleOf } from '../../jobs/schedule/schedule.js'
import { announce } from '../../jobs/scheduler/announce.js'
import { sweep } from '../../jobs/scheduler/sweep.js'
import { runTaskNow } from '../../jobs/tasks/run-task-now.js'
import { runWorker } from '../../jobs/worker/worker.js'
import { toConfig } from '../../src/config.js'
import { poolFor } from '../../src/store/database.js'
import { jobById } from '../../src/store/jobs/job.js'
import { createDatabaseUser, grantRoles } from '../../src/store/roles.js'
import { createTestDatabase } from '../_util/postgres.js'

it('scheduler and worker need only the rights of the writer', async () => {
  await using test = await createTestDatabase()
  await installQueue(test)
  await grantRoles(test.db)
  const name = `worker_${Date.now()}`
  const password = await createDatabaseUser(test.db, name, 'writer')
  const url = new URL(test.url)
  url.username = name
  url.password = password
  const { db, pool, close } = poolFor(url.href)
  try {
    await installQueue({ pool })
    await sweep(db, { entries: scheduleOf() })
    await announce(db, { entries: scheduleOf() })
    const { id } = await runTaskNow(db, { task: 'health' })
    const controller = new AbortController()
    const session = { config: toConfig({}), db, pool, signal: controller.signal }
    const working = runWorker(session, { concurrency: 1, heartbeatMs: 50, deadAfterMs: 300 })
    while ((await jobById(db, id)).finishedAt === null) await sleep(25)
    controller.abort()
    await working
    expect((await jobById(db, id)).outcome).toBe('there is no dataset yet')
  } finally {
    await close()
    await test.pool.query(`drop owned by ${name}`)
    await test.pool.query(`drop role ${name}`)
  }
})
