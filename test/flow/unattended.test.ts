import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { startProgram, succeed } from '../_util/program.js'

/**
 * An unattended end of a year: the last files arrive, the scheduled tasks score them, detect that no
 * trained split holds the next session, and queue its training for a worker.
 */

const folder = mkdtempSync(join(tmpdir(), 'residua unattended '))
const home = join(folder, 'home')

beforeAll(() => {
  writeSyntheticMarket(folder, { seed: 7, assets: 10, from: '2015-01-02', to: '2017-12-29' })
  const [header, ...rows] = readFileSync(join(folder, 'prices.csv'), 'utf8').trim().split('\n')
  const until = (date: string) => rows.filter((row) => row.slice(0, 10) <= date)
  writeFileSync(join(folder, 'autumn.csv'), [header, ...until('2017-12-15')].join('\n'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Job {
  readonly id: number
  readonly task: string
  readonly split: string | null
  readonly status: string
  readonly outcome: string | null
}

interface Overview {
  readonly counts: Readonly<Record<string, number>>
  readonly history: readonly Job[]
}

async function jobs(): Promise<Overview> {
  return JSON.parse((await succeed(['jobs', '--json'], home)).stdout)
}

it('scores the last session, and trains the split of the year that begins', async () => {
  const ingest = (file: string) => succeed(['ingest', join(folder, file), '--as', 'mine'], home)
  await ingest('autumn.csv')
  const shape = ['--strategy', 'pca-ou', '--train-years', '1', '--config', 'factorCount=2']
  await succeed(['backtest', ...shape], home)
  await ingest('prices.csv')
  await succeed(['jobs', 'run', 'score', '--date', '2017-12-29'], home)
  const worker = startProgram(['worker', '--concurrency', '1'], home)
  const ended = new Promise((resolve) => worker.on('close', resolve))
  const allOver = async () => {
    for (;;) {
      const overview = await jobs()
      if (overview.counts.queued + overview.counts.running === 0) return overview.history
      await sleep(500)
    }
  }
  try {
    const [score] = await allOver()
    expect(score).toMatchObject({ task: 'score', status: 'done' })
    expect(score.outcome).toBe(
      'pca-ou: test_2016_2017; pca-ou: no trained split holds 2018-01-02, refit trains it',
    )
    await succeed(['jobs', 'run', 'refit'], home)
    const [window, refit] = await allOver()
    expect(refit).toMatchObject({ task: 'refit', outcome: 'pca-ou on mine: 1 in the queue' })
    expect(window).toMatchObject({ task: 'window', split: 'test_2017_2018', status: 'done' })
    await succeed(['jobs', 'run', 'refit'], home)
    const [again] = await allOver()
    expect(again).toMatchObject({ task: 'refit', outcome: 'nothing is missing' })
  } finally {
    worker.kill('SIGTERM')
    expect(await ended).toBe(0)
  }
  const { stdout } = await succeed(['score', '--strategy', 'pca-ou', '--json'], home)
  expect(JSON.parse(stdout)).toMatchObject({ needs: null, nextDate: '2018-01-02', published: [] })
}, 240_000)
