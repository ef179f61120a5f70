import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createObserver } from '../jobs/cli/show/backtest-observer.js'
import { defaultWorkers } from '../jobs/pool/default-workers.js'
import { exitCodeOf, describe as said } from '../jobs/session/exit-code.js'
import { withSession } from '../jobs/session/open.js'
import { commitOfCheckout } from '../jobs/session/package.js'
import { factorReturnsOf } from '../jobs/tasks/data/factor-returns.js'
import { usualVolume } from '../jobs/tasks/data/usual-volume.js'
import { ENGINE_CHOICES, type EngineChoice } from '../src/config.js'
import { loadPanel } from '../src/data/dataset/load-panel.js'
import { first } from '../src/lib/at.js'
import { UserError } from '../src/lib/errors.js'
import { datasetByName } from '../src/store/datasets.js'
import { assetAxes } from '../src/store/read/assets.js'
import { measuredRows } from './strategies/measures.js'
import { resultsPage } from './strategies/page.js'
import { plannedRows } from './strategies/plan.js'
import { benchRows } from './strategies/runs.js'

/**
 * Results of the strategies with errors, beside each other and beside the paper's tables:
 * `npm run bench:strategies -- --dataset sp500` computes the runs that are missing in the store and
 * writes docs/results.md. After an interruption it resumes.
 */
const HELP = `Usage: npm run bench:strategies -- [options]

  --dataset <name>   dataset to use (default: the default dataset)
  --full             every K of the paper's table 2, and more groups dropped
  --from, --to <y>   first and last test year (default: 2008, 2020)
  --seeds <n>        seeds of every row (default: those of each strategy)
  --engine <name>    TensorFlow engine (default: the fastest here)
  --workers <n>      windows side by side (default: one per core)
  --budget <min>     begin no run after so many minutes (default: no limit)
  --only <ids>       compute these rows alone, separated by commas; "none" computes nothing
  --out <file>       page to write (default: docs/results.md)
  --list             print the rows and stop`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dataset: { type: 'string' },
      full: { type: 'boolean', default: false },
      from: { type: 'string', default: '2008' },
      to: { type: 'string', default: '2020' },
      seeds: { type: 'string' },
      engine: { type: 'string' },
      workers: { type: 'string' },
      budget: { type: 'string' },
      only: { type: 'string' },
      out: { type: 'string', default: 'docs/results.md' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(HELP)
  const planned = plannedRows({ full: values.full })
  if (values.list) {
    for (const { id, label, settings } of planned)
      print(`${id}  ${label}  ${JSON.stringify(settings)}`)
    return
  }
  const only =
    values.only === undefined ? null : values.only.split(',').filter((id) => id !== 'none')
  const unknown = only?.find((id) => !planned.some((row) => row.id === id))
  if (unknown) throw new UserError(`--only ${unknown}: there is no such row; --list prints them`)
  const [from, to] = [whole('--from', values.from), whole('--to', values.to)]
  await withSession(
    async (session) => {
      const dataset = await datasetByName(session.db, values.dataset)
      const [panel, axes] = await Promise.all([
        loadPanel(dataset.path),
        assetAxes(session.db, [dataset.id]),
      ])
      const positions = new Map(first(axes).map(({ symbol, position }) => [symbol, position]))
      const { rows } = await benchRows(
        session,
        planned,
        {
          dataset: dataset.name,
          from,
          to,
          seeds: values.seeds === undefined ? undefined : whole('--seeds', values.seeds),
          engine: engineOf(values.engine),
          workers:
            values.workers === undefined ? defaultWorkers() : whole('--workers', values.workers),
          budgetMinutes: values.budget === undefined ? Infinity : whole('--budget', values.budget),
          only,
        },
        { volume: usualVolume(panel, positions), observe: () => createObserver({}), say: note },
      )
      const page = resultsPage({
        dataset,
        rows,
        measured: measuredRows(rows, { factors: factorReturnsOf(panel) }),
        from,
        to,
        command: ['npm run bench:strategies --', ...process.argv.slice(2)].join(' '),
        written: new Date().toISOString().slice(0, 10),
        commit: commitOfCheckout(),
        node: process.version,
      })
      writeFileSync(values.out, page)
      print(page)
      note(`Written: ${values.out}`)
    },
    { stopsItself: true },
  )
}

function engineOf(name: string | undefined): EngineChoice | undefined {
  const found = ENGINE_CHOICES.find((choice) => choice === name)
  if (found !== undefined || name === undefined) return found
  throw new UserError(`--engine ${name}: there are ${ENGINE_CHOICES.join(', ')}`)
}

function whole(flag: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UserError(`${flag} ${text} is not a whole number`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

try {
  await main()
} catch (thrown) {
  note(`bench:strategies: ${said(thrown, false)}`)
  process.exitCode = exitCodeOf(thrown)
}
