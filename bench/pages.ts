import { chromium } from 'playwright-core'
import { first } from '../src/lib/at.js'
import { publishSplit } from '../src/store/publish/publish.js'
import { setRunStatus } from '../src/store/publish/runs.js'
import { table, writeSection } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { benchMarket, benchResult, registerMarket } from './_util/sample-market.js'
import { startApi, throwawayDatabase } from './_util/servers.js'
import { openOnce, type PageCost, type PageToMeasure } from './pages/measure.js'
import { type PanRate, panOnce } from './pages/pan.js'

/**
 * What a browser loads to show the dashboard and the playground, and how long it takes, on a warm
 * server over twenty years of 100 assets, and how fast twenty years of days pan: `npm run bench:pages`.
 */
const options = benchOptions('bench:pages', 'What the pages cost to open.', {
  rounds: { type: 'string', default: '5', what: 'times each page is opened; medians are printed' },
  chromium: { type: 'string', default: '/usr/bin/chromium', what: 'the browser' },
  only: { type: 'string', default: '', what: 'pages whose name holds this' },
  section: { type: 'string', default: 'bench:pages', what: 'section that --write replaces' },
  write: { type: 'boolean', what: 'put the table into docs/performance.md' },
})

const MARKET = benchMarket({ name: 'pages', assetCount: 100, firstYear: 2001, yearCount: 20 })

const PAGES = (url: string): (PageToMeasure & { readonly name: string })[] => [
  { name: 'dashboard', url: `${url}/`, drawn: 'main :is(canvas, table tbody tr)' },
  {
    name: 'dashboard, performance',
    url: `${url}/#view=performance`,
    drawn: 'main canvas',
  },
  { name: 'playground', url: `${url}/playground`, drawn: '#query .editor' },
]

async function main(): Promise<void> {
  const database = await throwawayDatabase()
  const runId = await registerMarket(database, MARKET)
  for (const split of MARKET.splits) {
    await publishSplit(database.pool, { runId, result: benchResult(MARKET, split) })
  }
  await setRunStatus(database.db, runId, 'done')
  const server = await startApi(database.url)
  const browser = await chromium.launch({
    executablePath: options.chromium,
    args: ['--no-sandbox'],
  })
  const lines = [
    [
      'page',
      'requests',
      'KB transferred',
      'first drawing, ms',
      'longest task, ms',
      'of processor time',
    ],
  ]
  for (const page of PAGES(server.url).filter(({ name }) => name.includes(options.only))) {
    const costs: PageCost[] = []
    await openOnce(browser, page)
    for (let round = 0; round < Number(options.rounds); round++) {
      costs.push(await openOnce(browser, page))
    }
    lines.push([page.name, ...COLUMNS.map((key) => median(costs.map((c) => c[key])).toFixed(0))])
  }
  const pans = [await panOnce(browser, `${server.url}/#view=performance`)]
  for (let round = 1; round < Number(options.rounds); round++) {
    pans.push(await panOnce(browser, `${server.url}/#view=performance`))
  }
  await browser.close()
  await server.stop()
  await database.release()
  report(`${table(lines)}\n\n${panText(pans)}`)
}

function panText(pans: readonly PanRate[]): string {
  const of = (key: keyof PanRate) => median(pans.map((pan) => pan[key])).toFixed(0)
  return `Panning the curve of ${of('points')} dates: ${of('framesPerSecond')} frames a second, ${of('frameProcessorMs')} ms of processor time a frame (60 frames a second leave 16).`
}

const COLUMNS = [
  'requests',
  'transferredKb',
  'firstDrawingMs',
  'longestTaskMs',
  'longestTaskProcessorMs',
] as const

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? first(sorted)
}

function report(text: string): void {
  const page = `${text}\n\nNode ${process.version}, headless Chromium on the same cores; medians of ${options.rounds} cold visits to a warm server.`
  process.stdout.write(`${page}\n`)
  if (options.write) writeSection('docs/performance.md', options.section, page)
}

await main()
