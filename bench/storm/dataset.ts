import type { AccountRow } from '../../src/accounts/pnl.js'
import { strategyInfo } from '../../src/catalogue.js'
import { yearOf } from '../../src/lib/dates.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'
import { writeSection } from '../_util/markdown.js'
import { type OpenedRows, type WalkForwardValues, withRows } from '../walk-forward/open.js'
import { writtenBy } from '../walk-forward/page.js'
import { type AgentAccounts, agentAccounts } from './agent-figures.js'
import { type CodebookFigures, codebookFigures } from './codebook-figures.js'
import { barsOf, type StormPage, stormPage } from './page.js'
import {
  type MeasuredStormRow,
  STORM_ID,
  type StormPlan,
  type StormRow,
  stormPlan,
} from './plan.js'
import { publishedAccounts } from './published-book.js'
import { reconstructionShares } from './reconstruction.js'

export interface DatasetOptions extends WalkForwardValues {
  readonly out: string
}

/** Runs, measures and writes a dataset's part of the results on STORM. Whether every bar holds. */
export async function runDataset(
  options: DatasetOptions,
  print: (line: string) => void,
): Promise<boolean> {
  const plan = stormPlan(options.dataset)
  let held = true
  await withRows(options, plan.rows, async (opened) => {
    const page = await measured(opened, plan)
    const text = stormPage(page)
    writeSection(options.out, `bench:storm ${opened.dataset.name}`, text)
    print(text)
    held = barsOf(page).every(({ holds }) => holds)
    process.stderr.write(`Written: ${options.out}\n`)
  })
  return held
}

async function measured(opened: OpenedRows<StormRow>, plan: StormPlan): Promise<StormPage> {
  const { db, panel } = opened
  const published = new Map<string, readonly AccountRow[]>()
  const codebooks = new Map<string, readonly CodebookFigures[]>()
  const agents: AgentAccounts[] = []
  for (const row of opened.measured) {
    const { has } = strategyInfo(row.row.strategy)
    const splits = splitsOnPage(row, opened)
    if (has.agents) agents.push(await agentAccounts(db, row))
    else if (has.predictions) published.set(row.row.id, await publishedAccounts(db, splits))
    if (has.codebook && !has.agents) codebooks.set(row.row.id, await codebookFigures(db, splits))
  }
  const storm = opened.measured.find(({ row }) => row.id === STORM_ID)
  const reconstruction =
    storm && plan.market === 'DJ30'
      ? await reconstructionShares(db, splitsOnPage(storm, opened), panel)
      : null
  return {
    ...opened,
    ...writtenBy('bench:storm'),
    plan,
    published,
    codebooks,
    reconstruction,
    agents,
  }
}

/** The splits of a row that test the years of the page; a run may have more. */
function splitsOnPage(
  { row, series }: MeasuredStormRow,
  { from, to }: Pick<OpenedRows<StormRow>, 'from' | 'to'>,
): readonly StoredSplit[] {
  const tested = ({ testFrom }: StoredSplit) => {
    return yearOf(testFrom) >= from && yearOf(testFrom) <= to
  }
  return row.window ? series.splits : series.splits.filter(tested)
}
