import type { Range } from '../walk-forward/measures.js'
import { defaultSummary } from './default-summary.js'
import { frontLines, frontTable } from './front.js'
import { disbelief, frontSentences } from './front-words.js'
import { apartIn, isMain, type Parts, type ResultsPage } from './parts.js'
import { frontPicture } from './picture.js'
import { BASE_ID } from './planned-rows.js'
import { methodSections, paperSections, runSections } from './sections.js'
import { missingOf, provenance, underWay } from './status.js'
import { CAVEATS, DEFINITIONS, reproduceWords } from './words.js'

export interface WrittenResults {
  readonly text: string
  /** SVG. */
  readonly picture: string
}

/** A dataset’s part of docs/results.md: the first page, then the long tables. */
export function resultsPage(page: ResultsPage): WrittenResults {
  const parts = partsOf(page)
  const { base } = parts
  const sections = [
    firstPage(parts),
    provenance(page),
    missingOf(page),
    underWay(page, base),
    reproduceWords(page.plan.market, page.dataset.name),
    ...(isMain(page) ? [DEFINITIONS] : []),
    ...(base && isMain(page)
      ? [['## The default in words', '', defaultSummary(base, parts)].join('\n')]
      : []),
    ...methodSections(parts),
    ...(isMain(page) ? paperSections(parts) : []),
    ...runSections(parts),
    ...(isMain(page) ? [CAVEATS] : []),
  ]
  const text = `${sections.filter((each) => each !== null).join('\n\n')}\n`
  return {
    text: isMain(page) ? text : text.replaceAll(/^(#+) /gm, '#$1 '),
    picture: frontPicture(parts.lines, {
      title: 'Sharpe ratio after costs and a market hedge, a day late, with 95 % intervals',
      all: `${page.plan.market}, ${page.from}–${page.to}`,
      apart: 'Dow 30, 2021–2024',
    }),
  }
}

function partsOf(page: ResultsPage): Parts {
  const { measured, rows, from, to } = page
  const all: Range = { from: `${from}-01-01`, to: `${to}-12-31` }
  const later: Range = { ...all, from: `${from + 1}-01-01` }
  const apart = page.plan.apart ? apartIn(page) : page.apart
  return {
    page,
    base: measured.find(({ row }) => row.id === BASE_ID),
    others: measured.filter(({ row }) => row.table !== 'groups' && row.table !== 'variants'),
    lines: frontLines({ rows, measured, all, later, apart }),
    all,
    later,
  }
}

/** What is read in two minutes. */
function firstPage({ page, base, lines, all, later }: Parts): string {
  const { plan, from, to, measured } = page
  const title = isMain(page) ? '# Results' : `# Dow 30, ${from}–${to}, with 2021–2024 apart`
  const titles = {
    all: `hedged SR, ${from}–${to}`,
    later: `without ${from}`,
    apart: isMain(page) ? 'Dow 30, 2021–2024' : '2021–2024',
  }
  const words = { lines, measured, all, later }
  return [
    title,
    '',
    `What a book of each method earned on the ${plan.market}, held a day after it was decided, after 5 bp of what it traded, 1 bp a day of what it was short, and a`,
    'hedge of the market; intervals are 95 %. One row a method, at its defaults where K is not named; every row is below.',
    '',
    `![Sharpe ratios after costs and a market hedge](images/${plan.picture})`,
    '',
    frontTable(lines, titles),
    '',
    ...(base ? [frontSentences({ ...words, base }), '', disbelief({ ...words, base })] : []),
  ].join('\n')
}
