import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { DERIVED } from './derived-files.js'
import { idle, open } from './page.js'
import { ask, type Dashboard, sampleDashboard } from './sample-dashboard.js'
import { type Csv, csvOf, pictureFault, savedFiles } from './saved-files.js'
import { VISITS } from './visits.js'

describe('what a view shows can be taken away', () => {
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    if (!CHROMIUM) return
    dashboard = await sampleDashboard()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  }, 300_000)

  afterAll(async () => {
    await browser?.close()
    await dashboard?.[Symbol.asyncDispose]()
  })

  beforeEach((context) => {
    if (CHROMIUM) return
    console.log(NO_CHROMIUM)
    context.skip(NO_CHROMIUM)
  })

  it('as pictures of charts, CSV files and queries, with the numbers of the API', async () => {
    await using view = await open(browser, dashboard.url)
    const { page } = view
    const answers = new Answers(dashboard.url, await runsOf(dashboard.url))
    const [run = '', other = ''] = answers.runs
    const seen = new Set<string>()
    const faults: string[] = []
    for (const { name, hash } of VISITS) {
      await goTo(page, hash)
      faults.push(...(await page.evaluate<string[]>(FAULTS)).map((fault) => `${name}: ${fault}`))
      for (const saved of await savedFiles(page)) {
        if (!saved.name.endsWith('.csv')) {
          const fault = pictureFault(saved)
          if (fault) faults.push(`${name}: ${fault}`)
          continue
        }
        const file = csvOf(saved)
        seen.add(file.name)
        expect(new Set(file.head).size, `${name}: ${file.name}`).toBe(file.head.length)
        const check = Object.entries(DERIVED).find(([start]) => file.name.startsWith(start))
        if (check && !hash.includes('strategy='))
          await check[1](file, { url: dashboard.url, run, other })
        if (check) continue
        const unknown = await answers.unknownIn(file, saved.hrefs)
        if (unknown.length > 0) faults.push(`${name}: ${file.name}: ${unknown.slice(0, 5)}`)
      }
    }
    expect(faults).toEqual([])
    expect([...seen]).toEqual(expect.arrayContaining(FILES))
  }, 300_000)

  it('as a query, which the playground opens and a shell repeats', async () => {
    await using view = await open(browser, `${dashboard.url}/#view=compare`)
    const link = view.page.locator('#comparison').getByRole('link', { name: 'Open in playground' })
    const href = new URL((await link.getAttribute('href')) ?? '', dashboard.url)
    const params = new URLSearchParams(href.hash.slice(1))
    const variables = JSON.parse(params.get('variables') ?? '')
    const { compare } = await ask(dashboard.url, params.get('query') ?? '', variables)
    expect(compare).toHaveLength(2)

    const playground = await browser.newPage()
    await playground.goto(href.href, { timeout: 120_000 })
    await playground
      .locator('.cm-content', { hasText: 'query Comparison' })
      .first()
      .waitFor({ timeout: 60_000 })
    await playground.close()
  }, 300_000)
})

/** Columns that the page counts: the index of a factor, the published splits of a strategy. */
const COUNTED = new Set(['factor', 'splits'])

/** Some of the files that must be among those saved. */
const FILES = [
  'asset-S003.csv',
  'attribution-by-month-test_2019_2020.csv',
  'books.csv',
  'capacity.csv',
  'comparison.csv',
  'correlation.csv',
  'datasets.csv',
  'distribution.csv',
  'drawdowns.csv',
  'factor-0-over-time-test_2019_2020.csv',
  'figures-attention-longconv.csv',
  'findings.csv',
  'hedged.csv',
  'months.csv',
  'orders-2021-02-22.csv',
  'pnl-attention-longconv.csv',
  'rank-ic.csv',
  'residuals-S003.csv',
  'rolling.csv',
  'sharpe-by-cost.csv',
  'strategies.csv',
  'trades.csv',
]

/**
 * Run in the page: charts in a panel that does not save them, with its table and its query, and dashes in
 * the place of a number that have no reason.
 */
const FAULTS = `(() => {
  const faults = []
  const charts = '.chart canvas, svg.picture, .multiple svg, .usage svg, .code-strip svg, table.heat'
  for (const chart of document.querySelectorAll('main :is(' + charts + ')')) {
    const panel = chart.closest('.tab-body, .panel')
    const offered = [...(panel?.querySelectorAll('.tools :is(button, a)') ?? [])].map((each) => each.textContent)
    for (const wanted of ['Save as PNG', 'Save as SVG', 'Save as CSV', 'Copy as GraphQL', 'Copy as curl', 'Open in playground'])
      if (!offered.includes(wanted)) faults.push('no "' + wanted + '" in ' + (panel?.getAttribute('aria-label') ?? panel?.className))
  }
  for (const panel of document.querySelectorAll('main .panel:has(:is(table, canvas, svg.picture, .multiple))'))
    if (!panel.querySelector('.tools')) faults.push('no tools in ' + panel.getAttribute('aria-label'))
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { nodeValue, parentElement } = walker.currentNode
    if (nodeValue.trim() !== '–') continue
    const absent = parentElement.closest('.absent')
    if (!absent || absent.title.length < 10 || absent.tabIndex !== 0 || !absent.textContent.includes(absent.title))
      faults.push('a dash without a reason in ' + parentElement.closest('td, dd, p')?.outerHTML.slice(0, 120))
  }
  return [...new Set(faults)]
})()`

async function runsOf(url: string): Promise<string[]> {
  const { splits } = await ask(url, '{ splits { run { id } } }')
  return [...new Set<string>(splits.map(({ run }: { run: { id: string } }) => run.id))]
}

/** Answers to the queries of panels, as the sets of what is in them. */
class Answers {
  readonly #found = new Map<string, Promise<ReadonlySet<string>>>()

  constructor(
    readonly url: string,
    readonly runs: readonly string[],
  ) {}

  /** Numbers and dates of a file that no answer to the queries of its panel holds. */
  async unknownIn({ head, rows }: Csv, hrefs: readonly string[]): Promise<string[]> {
    const known = await Promise.all(
      [CATALOGUE_QUERY, ...hrefs.map(askedBy)].flatMap((asked) => this.#all(asked)),
    )
    return rows.flatMap((row) =>
      head
        .filter(
          (column) =>
            !COUNTED.has(column) && /^-?[\d.]+(e-?\d+)?$|^\d{4}-\d\d-\d\d$/.test(row[column] ?? ''),
        )
        .filter((column) => !known.some((values) => values.has(row[column] ?? '')))
        .map((column) => `${column} ${row[column]}`),
    )
  }

  /** A query of a run is asked of every run: a table has a row for each. */
  #all({ query, variables }: AskedQuery): Promise<ReadonlySet<string>>[] {
    const of = 'run' in variables ? this.runs.map((run) => ({ ...variables, run })) : [variables]
    return of.map((each) => {
      const key = JSON.stringify([query, each])
      const found = this.#found.get(key) ?? this.#values(query, each)
      this.#found.set(key, found)
      return found
    })
  }

  async #values(query: string, variables: object): Promise<ReadonlySet<string>> {
    const values = new Set<string>()
    JSON.stringify(await ask(this.url, query, variables).catch(() => null), (_, value) => {
      if (typeof value === 'number' || typeof value === 'string') values.add(String(value))
      return value
    })
    return values
  }
}

interface AskedQuery {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

const CATALOGUE_QUERY: AskedQuery = {
  query: '{ splits { assetCount factorCount trainSeconds run { splits { name } } } }',
  variables: {},
}

function askedBy(href: string): AskedQuery {
  const params = new URLSearchParams(href.slice(href.indexOf('#') + 1))
  return {
    query: params.get('query') ?? '',
    variables: JSON.parse(params.get('variables') ?? '{}'),
  }
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash || '#')}`)
  await idle(page)
}
