import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { openEmbedded } from '../../src/postgres/embedded.js'
import { commandsOf, paste } from '../_util/pasted.js'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'residua-quant-'))
/** A smaller one than the demo's, in files of the same names. */
const MARKET = { seed: 20, assets: 16, from: '2010-10-01', to: '2020-12-31', signal: 0.2 }

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('docs/start/quant.md: from price files to answers over HTTP and tomorrow’s orders', async () => {
  const home = join(folder, '.residua')
  writeSyntheticMarket(join(home, 'sample'), MARKET)
  // Kept running between the commands.
  const database = await openEmbedded(home, { durable: false })
  const { code, stdout, stderr } = await paste(read('docs/start/quant.md'), { folder, home })
  await database.release()
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toMatch(/^asset,currentWeight,targetWeight/m)
  const answer = stdout.split('\n').find((line) => line.startsWith('{"data"'))
  const { splits } = JSON.parse(answer ?? '').data
  expect(splits.map(({ name }: { name: string }) => name)).toContain('test_2019_2020')
  const measured = splits.find(({ name }: { name: string }) => name === 'test_2019_2020')
  expect(measured.measures.days).toBe(252)
  const { nextDate } = splits.find(({ nextDate: next }: { nextDate: unknown }) => next !== null)
  expect(nextDate).toBe('2020-12-31')
}, 300_000)

it('README.md shows commands of that page', () => {
  const shown = commandsOf(read('README.md')).filter((line) => line.startsWith('npx residua'))
  const run = commandsOf(read('docs/start/quant.md'))
  expect(shown.length).toBeGreaterThan(3)
  expect(shown.filter((line) => !run.includes(line))).toEqual([])
})
