import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { ENTRY } from '../_util/program.js'

const PAGE = fileURLToPath(new URL('../../docs/predictors.md', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'residua predictors page '))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The block of the page that runs the strategy, on our market, port and program, with a short training. */
function commands(strategy: string, short: string, prices: string, port: number): string {
  const blocks = readFileSync(PAGE, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)
  const ran = `--strategy ${strategy} --from`
  const block = [...blocks].map(([, text]) => text).find((text) => text.includes(ran))
  if (!block) throw new Error(`docs/predictors.md has no block of commands with ${ran}`)
  return block
    .replace('dj30.csv.gz', `'${prices}'`)
    .replace(ran, `${short} ${ran}`)
    .replace('codes.parquet', `'${join(folder, 'codes.parquet')}'`)
    .replaceAll(/npx residua|node dist\/jobs\/main\.js/g, `'${process.execPath}' '${ENTRY}'`)
    .replaceAll('4000', String(port))
}

function shell(script: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { DATABASE_URL: _inherited, ...env } = process.env
  const child = spawn('bash', ['-e', '-c', script], {
    env: { ...env, RESIDUA_HOME: join(folder, 'home'), NODE_ENV: 'production' },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function pasted(strategy: string, short: string) {
  const market = join(folder, strategy)
  writeSyntheticMarket(market, { seed: 5, assets: 20, from: '2011-01-03', to: '2019-12-31' })
  const prices = join(market, 'prices.csv')
  const run = await shell(commands(strategy, short, prices, await freePort()))
  expect(run.code, run.stderr).toBe(0)
  const answer = run.stdout.split('\n').find((line) => line.startsWith('{'))
  return JSON.parse(answer ?? '').data.split
}

it('docs/predictors.md: one paste from a price file to predictions over HTTP', async () => {
  const { predictions, predictionMeasures } = await pasted(
    'factor-vae',
    '--config epochs=1 --config hidden=8',
  )
  expect(predictions.map(({ rank }: { rank: number }) => rank)).toEqual([1, 2, 3, 4, 5])
  for (const { asset, mean, risk } of predictions) {
    expect(asset.symbol).toMatch(/^[A-Z]/)
    expect(Math.abs(mean)).toBeLessThan(0.05)
    expect(risk).toBeGreaterThan(0)
  }
  expect(predictionMeasures.days).toBeGreaterThan(240)
  expect(predictionMeasures.coverage90).toBeGreaterThan(0.8)
}, 300_000)

it('docs/predictors.md: one paste from a price file to codes over HTTP and in a file', async () => {
  const { codebook, codes } = await pasted(
    'storm',
    '--config epochs=1 --config warmUpEpochs=0 --config patches=2',
  )
  expect(codebook.size).toBe(64)
  expect(codebook.persistence).toBeGreaterThanOrEqual(0)
  expect(codebook.marketShareOwnDay).toBeLessThan(1)
  expect(codes.map(({ date }: { date: string }) => date)).toContain('2019-12-31')
  for (const { code } of codes) expect(code).toBeLessThan(64)
  expect(statSync(join(folder, 'codes.parquet')).size).toBeGreaterThan(1000)
}, 300_000)
