import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchOptions } from './_util/options.js'
import { type Digests, differences, digestsOf } from './digests/digests.js'
import { type Market, markets } from './digests/markets.js'
import { program } from './digests/program.js'

/**
 * Detects changes of stored numbers: every strategy is trained and scored on the demo's
 * market and on the Dow 30 (one test year and the live split), through the command line only; the
 * digests that the store keeps of each date and those of every bulk file are printed.
 *
 *     npm run bench:digests -- --out before.json       # at one commit
 *     npm run bench:digests -- --against before.json   # at another: exit 1 where anything differs
 *
 * The engine is WebAssembly, whose arithmetic does not depend on the machine.
 */
const options = benchOptions('bench:digests', 'Whether any stored or exported number changed.', {
  data: {
    type: 'string',
    default: join('..', 'shared', 'data'),
    what: 'folder of the Dow 30 prices; without it the demo market alone',
  },
  strategies: { type: 'string', what: 'these alone, separated by commas' },
  against: {
    type: 'string',
    default: 'bench/digests/expected.json',
    what: 'digests to compare with',
  },
  out: { type: 'string', what: 'write the digests to this file instead of comparing' },
})

/** A strategy, then settings as `--config` takes them. */
type Variant = readonly [strategy: string, ...settings: string[]]

/** Settings with memory, execution rules, groups by sector or a choice of epoch. */
const VARIANTS: readonly Variant[] = [
  ['pca-ou', 'memory=true', 'factorCount=3'],
  ['ff-ou', 'factorCount=3', 'rebalance=W'],
  ['reversal-5', 'neutral=sector', 'tradeSpeed=0.5'],
  ['attention-longconv', 'validationYears=1', 'epochs=3', 'dollarNeutral=true', 'maxWeight=0.1'],
  ['pca-longconv', 'validationYears=1', 'epochs=3', 'trainingLag=1', 'checkpoint=last'],
]
const YEAR = ['--from', '2020', '--engine', 'wasm', '--workers', '1']

const home = mkdtempSync(join(tmpdir(), 'residua-digests-'))
try {
  const found: Record<string, Digests> = {}
  for (const market of markets(options.data, home)) {
    if ('missing' in market) {
      note(`${market.name}: skipped, ${market.missing}`)
      continue
    }
    Object.assign(found, await ofMarket(market))
  }
  if (options.out) {
    writeFileSync(options.out, `${JSON.stringify(found, null, 2)}\n`)
    note(`Written: ${options.out}`)
  } else compare(found)
} finally {
  await program(home, ['db', 'stop'], { mayFail: true })
  rmSync(home, { recursive: true, force: true })
}

async function ofMarket(market: Market): Promise<Record<string, Digests>> {
  const found: Record<string, Digests> = {}
  await program(home, ['ingest', ...market.ingest, '--as', market.name])
  const plain = (await strategiesOf()).map((strategy): Variant => [strategy])
  for (const [strategy, ...settings] of [...plain, ...(options.strategies ? [] : VARIANTS)]) {
    const started = performance.now()
    const config = settings.flatMap((setting) => ['--config', setting])
    const args = ['--dataset', market.name, '--strategy', strategy, ...YEAR, ...config, '--json']
    const { run } = JSON.parse(await program(home, ['backtest', ...args])) as { run: string }
    const name = [market.name, strategy, ...settings].join(' ')
    found[name] = await digestsOf(home, run)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    note(`${name}: ${found[name].stored.slice(0, 16)} (${seconds} s)`)
  }
  return found
}

async function strategiesOf(): Promise<string[]> {
  if (options.strategies) return options.strategies.split(',')
  const help = await program(home, ['backtest', '--help'])
  const listed = /--strategy <name>\s+one of ([\s\S]*?)\n\s+--/.exec(help)?.[1] ?? ''
  return listed.split(',').map((name) => name.trim())
}

function compare(found: Readonly<Record<string, Digests>>): void {
  if (!existsSync(options.against)) throw new Error(`there is no file ${options.against}`)
  const expected = JSON.parse(readFileSync(options.against, 'utf8')) as Record<string, Digests>
  const lines = differences(expected, found)
  for (const line of lines) note(line)
  const runs = Object.keys(found)
  const compared = runs.filter((run) => expected[run])
  const added = runs.filter((run) => !expected[run])
  if (added.length > 0) note(`not in ${options.against}: ${added.join(', ')}`)
  note(
    lines.length === 0
      ? `${compared.length} runs: every digest is as in ${options.against}`
      : `${lines.length} digests differ from ${options.against}`,
  )
  process.exitCode = lines.length === 0 && compared.length > 0 ? 0 : 1
}

function note(text: string): void {
  process.stdout.write(`${text}\n`)
}
