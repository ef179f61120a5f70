import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { printedApart } from './strategies/apart.js'
import { effectiveFactors } from './strategies/effective-factors.js'
import { resultsPage } from './strategies/page.js'
import { cheapestFirst, strategiesPlan } from './strategies/plan.js'
import { byRun, readVerified, verifiedFile } from './strategies/verified.js'
import { verifyRows } from './strategies/verify.js'
import { runCommand } from './walk-forward/command.js'
import { WALK_FORWARD_OPTIONS, withRows } from './walk-forward/open.js'
import { writtenBy } from './walk-forward/page.js'

/**
 * Results of the strategies, with errors, beside each other and beside the papers' tables:
 * `npm run bench:strategies -- --dataset sp500 --full` computes the runs that are missing in the store, the
 * cheapest first, and writes its part of docs/results.md; `--dataset dj30` that of the Dow 30. After an
 * interruption it resumes. `--verify` computes one split of stored runs again and compares the bits.
 */
const options = benchOptions(
  'bench:strategies',
  'Results of the strategies, computed where they are missing; writes its part of docs/results.md.',
  {
    dataset: {
      type: 'string',
      what: 'dataset to use, `dj30` for the Dow 30 to 2024; by default the default dataset',
    },
    full: {
      type: 'boolean',
      what: 'every K of the paper’s table 2, the policies of DLSA, predictors, and more groups dropped',
    },
    ...WALK_FORWARD_OPTIONS,
    to: { type: 'string', what: 'last test year; by default 2020, of dj30 2024' },
    verify: {
      type: 'string',
      what: 'compute one split of these rows again, separated by commas, and compare the digests',
    },
    'verify-year': { type: 'string', what: 'test year of that split; by default the first' },
    out: { type: 'string', default: 'docs/results.md', what: 'page to write' },
  },
)

const plan = strategiesPlan(options.dataset, options)
const values = { ...options, to: options.to ?? String(plan.to) }

async function writePage(): Promise<void> {
  await withRows(values, cheapestFirst(plan.rows), async (opened) => {
    const inOrder = <Each extends { readonly row: { readonly id: string } }>(
      rows: readonly Each[],
    ) => plan.rows.flatMap(({ id }) => rows.find(({ row }) => row.id === id) ?? [])
    const measured = inOrder(opened.measured)
    const { text, picture } = resultsPage({
      ...opened,
      ...writtenBy('bench:strategies'),
      rows: inOrder(opened.rows),
      measured,
      plan,
      apart: printedApart(options.out),
      effective: await effectiveFactors(opened.db, measured),
      verified: byRun(readVerified(verifiedFile(opened.home, opened.dataset.name))),
    })
    const drawn = join(dirname(options.out), 'images', plan.picture)
    mkdirSync(dirname(drawn), { recursive: true })
    writeFileSync(drawn, picture)
    writeSection(options.out, plan.marker, text)
    process.stdout.write(`${text}\n`)
    process.stderr.write(`Written: ${options.out}, ${drawn}\n`)
  })
}

await runCommand('bench:strategies', async () => {
  if (options.verify === undefined) return writePage()
  if (!(await verifyRows({ ...values, verify: options.verify }, plan.rows))) process.exitCode = 1
})
