import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Session } from '../../jobs/session/session.js'
import { ingest } from '../../jobs/tasks/data/ingest.js'
import { ingestInbox } from '../../jobs/tasks/inbox/ingest-inbox.js'
import { toConfig } from '../../src/config.js'
import { sessionsBetween } from '../../src/data/calendar/xnys.js'
import { folderSource } from '../../src/data/inbox/folder.js'
import { ExchangeMarket } from '../_util/exchange-market.js'
import { createTestDatabase } from '../_util/postgres.js'

it('puts a bad, an unreadable and a huge file aside, and ingests the others', async () => {
  const market = new ExchangeMarket(sessionsBetween('2020-01-02', '2020-03-31'))
  const folder = mkdtempSync(join(tmpdir(), 'residua inbox '))
  await using database = await createTestDatabase()
  try {
    const { db, pool } = database
    const config = toConfig({ RESIDUA_HOME: join(folder, 'home') })
    const session: Session = { config, db, pool, signal: new AbortController().signal }
    const place = join(folder, 'inbox')
    mkdirSync(place)
    const write = (name: string, content: string | Buffer) =>
      writeFileSync(join(place, name), content)
    const history = join(folder, 'history.csv')
    writeFileSync(history, market.history('2020-03-27'))
    await ingest(session, { name: 'market', files: [history] })
    write('a-bad.parquet', Buffer.from('PAR1 and then nothing of the kind PAR1'))
    write('b-huge.csv', Buffer.alloc(2 ** 20 + 1, 'x'))
    write('c-secret.csv', market.daily('2020-03-30'))
    chmodSync(join(place, 'c-secret.csv'), 0)
    write('d-good.csv', market.daily('2020-03-30'))
    const source = folderSource(place, { settleMs: 0 })
    const pass = () => ingestInbox(session, { source, dataset: 'market', maxFileMegabytes: 1 })
    const outcome = await pass()
    const of = (name: string) => outcome.files.find((file) => file.name === name)
    expect(outcome.lastDate).toBe('2020-03-30')
    expect(of('a-bad.parquet')?.outcome).toBe('rejected')
    expect(of('b-huge.csv')).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringContaining('more than the 1 of inbox.maxFileMegabytes'),
    })
    // Root may read every file, so that the secret one is the good one, or repeats it.
    expect(['growing', 'ingested', 'repeated']).toContain(of('c-secret.csv')?.outcome)
    const again = await pass()
    expect(again.files.map(({ name }) => name)).not.toContain('b-huge.csv')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
