import { writeFileSync } from 'node:fs'
import { marketArrays, marketData } from '../src/characteristics/market-data.js'
import { loadPanel } from '../src/data/dataset/load-panel.js'
import type { MarketView } from '../src/data/source.js'
import { syntheticMarket } from '../src/data/synthetic/synthetic-market.js'
import { last } from '../src/lib/at.js'
import { lowerBound } from '../src/lib/dates.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import { benchOptions } from './_util/options.js'
import {
  datesOf,
  FIXTURE,
  PARITY_CASES,
  ParityBlock,
  relativeDifference,
} from './forward/parity.js'

/**
 * Compares one block with NumPy in float64, without any of our shortcuts: `npm run
 * bench:forward -- --python python3 [--data <home>/datasets/<hash>] [--date 2010-06-30]`: books, residuals
 * and loss for each choice that enters the forward pass; exit code 1 beyond 1e-5. Without `--data` on a
 * synthetic market. `--fixture <file>` writes NumPy's result on the market of the tests.
 */
const TOLERANCE = 1e-5

async function main(): Promise<void> {
  const values = benchOptions(
    'bench:forward',
    'One block beside NumPy in float64; exit code 1 beyond 1e-5.',
    {
      python: { type: 'string', default: 'python3', what: 'a Python that has NumPy' },
      data: { type: 'string', what: 'folder of a dataset version; a synthetic market without it' },
      date: { type: 'string', default: '2010-06-30', what: 'the block ends before it' },
      fixture: { type: 'string', what: 'write what NumPy gives on the market of the tests' },
      script: { type: 'string', default: 'bench/forward/forward-pass.py', what: 'the other side' },
    },
  )
  await openEngine('wasm')
  if (values.fixture) return writeFixture(values.fixture, values.python, values.script)
  const view = await viewOf(values.data)
  const end = lowerBound(view.dates, values.date)
  const cells = `${view.assets.length} assets, block before ${view.dates[end] ?? view.nextDate}`
  process.stdout.write(`${cells}, largest difference over largest value\n`)
  for (const { name, settings } of PARITY_CASES) {
    const block = new ParityBlock(view, end - datesOf(settings), settings)
    const [ours, numpys] = [block.ours(), block.numpys(values.python, values.script)]
    const loss = Math.abs(ours.loss - numpys.loss)
    const books = relativeDifference(ours.books, numpys.books)
    const residuals = relativeDifference(ours.residuals, numpys.residuals)
    const holds = Math.max(loss, books, residuals) < TOLERANCE
    const figures = [books, residuals, loss].map((value) => value.toExponential(1))
    process.stdout.write(
      `${name.padEnd(27)} weights ${figures[0]}  residuals ${figures[1]}  loss ${figures[2]} ` +
        `of ${numpys.loss.toFixed(6)}  ${holds ? 'holds' : 'FAILS'}\n`,
    )
    if (!holds) process.exitCode = 1
    block.dispose()
  }
}

async function viewOf(data: string | undefined): Promise<MarketView> {
  const panel = data ? await loadPanel(data) : syntheticMarket({}).panel
  const market = marketData(marketArrays(panel))
  return market.asOf(last(panel.dates))
}

function writeFixture(path: string, python: string, script: string): void {
  const { panel } = syntheticMarket(FIXTURE.market)
  const view = marketData(marketArrays(panel)).asOf(last(panel.dates))
  const cases = PARITY_CASES.map(({ name, settings }) => {
    const all = { ...settings, ...FIXTURE.settings }
    const block = new ParityBlock(view, FIXTURE.firstDay, all)
    const { books, residuals, ...numbers } = block.numpys(python, script)
    block.dispose()
    const rounded = (of: ArrayLike<number>) => Array.from(of, (x) => Number(x.toPrecision(9)))
    const n = residuals.length / block.days
    // of the dates, the last three
    return {
      name,
      ...numbers,
      books: rounded(books).slice(-3 * n),
      residuals: rounded(residuals).slice(-3 * n),
    }
  })
  writeFileSync(
    path,
    `${JSON.stringify({ made: 'bench/forward/forward-pass.py, NumPy, float64', cases }, null, 2)}\n`,
  )
}

await main()
