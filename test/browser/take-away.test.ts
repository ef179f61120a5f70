import { readFileSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM, NO_CHROMIUM } from './chromium.js'
import { idle, open } from './page.js'
import { ask, type Dashboard, sampleDashboard } from './sample-dashboard.js'
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

  it('as a CSV file of every table, which reads back', async () => {
    await using view = await open(browser, dashboard.url)
    const seen = new Set<string>()
    for (const { name, hash } of VISITS) {
      await goTo(view.page, hash)
      const buttons = await view.page.getByRole('button', { name: /as CSV/ }).all()
      for (const button of buttons) {
        const { file, rows } = await saved(view.page, () => button.click())
        seen.add(file)
        const [head] = rows
        expect(new Set(head).size, `${name}: ${file}`).toBe(head.length)
        for (const row of rows) expect(row.length, `${name}: ${file}`).toBe(head.length)
      }
    }
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        'comparison.csv',
        'datasets.csv',
        'hedged.csv',
        'months.csv',
        'orders-2021-02-22.csv',
        'residuals-S003.csv',
        'sharpe-by-cost.csv',
        'strategies.csv',
        'trades.csv',
      ]),
    )
  }, 300_000)

  it('with the numbers of the API', async () => {
    await using view = await open(browser, dashboard.url)
    const { splits } = await ask(
      dashboard.url,
      `{ splits(strategy: "pca-ou") { run { measures { netSharpe turnover }
        later: measures(lag: 1) { netSharpe } } } }`,
    )
    const { measures, later } = splits[0].run
    const { rows } = await saved(view.page, () =>
      view.page.locator('#overview').getByRole('button', { name: 'Save as CSV' }).click(),
    )
    const row = recordOf(rows, 'PCA + Ornstein-Uhlenbeck')
    expect(Number(row.netSharpe)).toBe(measures.netSharpe)
    expect(Number(row.netSharpeLag1)).toBe(later.netSharpe)
    expect(Number(row.turnover)).toBe(measures.turnover)

    await goTo(view.page, '#view=hedge&positions=S001:0.5,S002:-0.25')
    const { hedge } = await ask(
      dashboard.url,
      `{ hedge(strategy: "attention-longconv", positions: [{ symbol: "S001", weight: 0.5 },
        { symbol: "S002", weight: -0.25 }]) { volatilityBefore trades { asset { symbol } weight } } }`,
    )
    const trades = await saved(view.page, () =>
      view.page.locator('#hedge').getByRole('button', { name: 'Save as CSV' }).click(),
    )
    expect(trades.rows.slice(1).map(([symbol, weight]) => [symbol, Number(weight)])).toEqual(
      hedge.trades.map(({ asset, weight }: Trade) => [asset.symbol, weight]),
    )
  }, 120_000)

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

interface Trade {
  readonly asset: { readonly symbol: string }
  readonly weight: number
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash || '#')}`)
  await idle(page)
}

async function saved(page: Page, save: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), save()])
  const text = readFileSync(await download.path(), 'utf8')
  return { file: download.suggestedFilename(), rows: text.trimEnd().split('\r\n').map(cellsOf) }
}

/** The cells of a line, whose quoted ones may hold commas. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  )
}

function recordOf([head, ...rows]: string[][], name: string): Record<string, string> {
  const row = rows.find(([first]) => first === name) ?? []
  return Object.fromEntries(head.map((key, i) => [key, row[i]]))
}
