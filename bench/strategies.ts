import { commitOfCheckout } from '../jobs/session/package.js'
import { writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { resultsPage } from './strategies/page.js'
import { plannedRows } from './strategies/plan.js'
import { commandOf, runCommand } from './walk-forward/command.js'
import { WALK_FORWARD_OPTIONS, withRows } from './walk-forward/open.js'

/**
 * Results of the strategies that trade residuals, with errors, beside each other and beside the
 * paper's tables: `npm run bench:strategies -- --dataset sp500` computes the runs that are missing in
 * the store and writes its part of docs/results.md. After an interruption it resumes.
 */
const options = benchOptions(
  'bench:strategies',
  'Results of the strategies, computed where they are missing; writes its part of docs/results.md.',
  {
    dataset: { type: 'string', what: 'dataset to use; by default the default dataset' },
    full: { type: 'boolean', what: 'every K of the paper’s table 2, and more groups dropped' },
    ...WALK_FORWARD_OPTIONS,
    out: { type: 'string', default: 'docs/results.md', what: 'page to write' },
  },
)

await runCommand('bench:strategies', () =>
  withRows(options, plannedRows({ full: options.full }), (opened) => {
    const page = resultsPage({
      ...opened,
      command: commandOf('bench:strategies'),
      written: new Date().toISOString().slice(0, 10),
      commit: commitOfCheckout(),
      node: process.version,
    })
    writeSection(options.out, 'bench:strategies', page)
    process.stdout.write(`${page}\n`)
    process.stderr.write(`Written: ${options.out}\n`)
  }),
)
