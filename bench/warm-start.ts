import { parseOverrides } from '../jobs/session/settings.js'
import { benchOptions } from './_util/options.js'
import { commandOf, runCommand } from './walk-forward/command.js'
import { WALK_FORWARD_OPTIONS, withRows } from './walk-forward/open.js'
import type { RunRow } from './walk-forward/runs.js'
import { type ColdAndWarm, pairTable, yearTable } from './warm-start/tables.js'

/**
 * What a warm start costs in Sharpe ratio and saves in time, walk-forward, against the same run with cold starts:
 *
 *     npm run bench:warm -- --dataset sp500 [--strategies attention-longconv,pca-longconv] [--from 2008 --to 2020]
 *
 * Takes both runs of each strategy from the store and computes what is missing; after an interruption it resumes.
 */
const options = benchOptions('bench:warm', 'What a warm start costs and saves.', {
  dataset: { type: 'string', what: 'an ingested dataset; the default one where left out' },
  strategies: {
    type: 'string',
    default: 'attention-longconv',
    what: 'strategies that have a warm start, separated by commas',
  },
  settings: { type: 'string', what: 'settings of both runs, as key=value, separated by spaces' },
  ...WALK_FORWARD_OPTIONS,
})

const shared = parseOverrides(options.settings?.split(' ') ?? [])

const rows: RunRow[] = options.strategies.split(',').flatMap((strategy) => [
  { id: `${strategy}-cold`, label: 'cold', strategy, settings: shared },
  { id: `${strategy}-warm`, label: 'warm', strategy, settings: { ...shared, warmStart: true } },
])

await runCommand('bench:warm', () =>
  withRows(options, rows, ({ measured, from, to }) => {
    print(`${commandOf('bench:warm')}\n`)
    for (const strategy of options.strategies.split(',')) {
      const [cold, warm] = measured.filter(({ row }) => row.strategy === strategy)
      if (cold && warm) print(`${strategy}\n\n${tables({ cold, warm }, from, to)}`)
    }
  }),
)

/** Over all test years, and without the first: 2008 decides much of any mean. */
function tables(pair: ColdAndWarm, from: number, to: number): string {
  const years = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const since = (first: number) =>
    `${first}–${to}\n\n${pairTable(pair, { from: `${first}-01-01`, to: `${to}-12-31` })}\n`
  const ranges = years.slice(0, 2).map(since)
  return [...ranges, yearTable(pair, years)].join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
