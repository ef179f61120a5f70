import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { residua } from '../../examples/client.js'
import { EXAMPLES, type Example } from '../../src/playground/saved/examples.js'
import { type DemoStore, demoStore } from '../_util/demo-store.js'
import { paste } from '../_util/pasted.js'
import { query } from '../_util/program.js'
import { answerOf, recipesOf, rounded, withAnswers } from '../_util/recipes.js'

/** The demo's answers in the documents, the playground and the examples, checked against the built program. */

const [README, RECIPES, RISK_SYSTEM] = [
  'README.md',
  'docs/recipes.md',
  'examples/risk_system.py',
].map((name) => fileURLToPath(new URL(`../../${name}`, import.meta.url)))
const markdown = readFileSync(RECIPES, 'utf8')

const isSubscription = ({ query }: Example) => /^subscription/m.test(query)
/**
 * Those that the demo can answer: it has no predictor and no codebook. `test/api/saved-predictions.test.ts`
 * and `saved-codes.test.ts` ask the others.
 */
const QUERIES = EXAMPLES.filter(
  (example) =>
    !isSubscription(example) &&
    !example.needs.includes('predictions') &&
    !example.needs.includes('codebook'),
)
const SUBSCRIPTION = EXAMPLES.find(isSubscription)?.query ?? ''

const python = findPython()
let demo: DemoStore
beforeAll(async () => {
  demo = await demoStore()
}, 300_000)
afterAll(() => demo?.[Symbol.asyncDispose]())

describe('docs/recipes.md', () => {
  it('has at least ten recipes for each user, each request with its answer', () => {
    const [, ...users] = markdown.split(/^## /m)
    expect(users.map((text) => text.split('\n', 1)[0])).toEqual([
      'A dashboard',
      'An analyst',
      'A risk system',
    ])
    for (const user of users) expect(recipesOf(user).length).toBeGreaterThanOrEqual(10)
    const requests = markdown.match(/^```graphql$|^```http\n(?=[A-Z]+ \/)/gm)
    expect(recipesOf(markdown).length).toBe(requests?.length)
  })

  it('shows the demo’s answers (npm run recipes writes them)', async () => {
    await expect(await withAnswers(markdown, demo.url)).toMatchFileSnapshot(RECIPES)
  })
})

/** What the commands of a page print. */
const STARTS: readonly (readonly [string, readonly RegExp[]])[] = [
  [
    'docs/start/dashboard.md',
    [/"netSharpe":/, /^access-control-allow-origin: http:\/\/127/im, /rsd_/],
  ],
  ['docs/start/analyst.md', [/^date,gross,cost,net/m, /test_2019_2020/]],
  ['docs/start/risk-system.md', [/^10\nnothing new\n/m, /^date,asset,value/m, /rsd_/]],
]

describe.each(STARTS)('%s', (name, printed) => {
  const file = fileURLToPath(new URL(`../../${name}`, import.meta.url))
  const page = readFileSync(file, 'utf8')

  it('shows the demo’s answers (npm run recipes writes them)', async () => {
    expect(recipesOf(page).length).toBeGreaterThan(1)
    await expect(await withAnswers(page, demo.url)).toMatchFileSnapshot(file)
  })

  it('has commands that run as they are', async (context) => {
    if (page.includes('python3') && python === '') return context.skip(noPython())
    const folder = mkdtempSync(join(demo.folder, 'start-'))
    const { code, stdout, stderr } = await paste(page, { ...demo, folder })
    expect(code, stdout + stderr).toBe(0)
    for (const text of printed) expect(stdout).toMatch(text)
  }, 120_000)
})

describe('examples/curve.html', () => {
  it('asks a query that the demo answers', async () => {
    const html = readFileSync(new URL('../../examples/curve.html', import.meta.url), 'utf8')
    const [, document = ''] = /const QUERY = `([^`]+)`/.exec(html) ?? []
    const variables = { split: 'test_2019_2020', strategy: 'pca-ou' }
    const { split } = await query<CurveAnswer>(demo.url, document, variables)
    expect(split.pnlSeries.cumulativeNet.length).toBe(253)
  })
})

interface CurveAnswer {
  readonly split: { readonly pnlSeries: { readonly cumulativeNet: readonly number[] } }
}

describe('the playground', () => {
  it('has a dozen queries, and a subscription', () => {
    expect(QUERIES.length).toBeGreaterThanOrEqual(12)
    expect(SUBSCRIPTION).toMatch(/^# [A-Z]/)
  })

  it.each(QUERIES)('“$name” has a description and is answered', async ({ query: document }) => {
    expect(document).toMatch(/^# [A-Z]/)
    const leaves = leavesOf(await query(demo.url, document))
    expect(leaves.length).toBeGreaterThan(2)
    // The live split has no PnL yet.
    expect(leaves.filter((leaf) => leaf === null).length).toBeLessThan(leaves.length / 2)
  })
})

describe('README.md', () => {
  it('begins with an answer of the demo', async () => {
    const [first] = recipesOf(readFileSync(README, 'utf8'))
    const served = JSON.parse(await answerOf(first, demo.url))
    expect(served).toEqual(rounded(JSON.parse(first.answer)))
  })
})

/** These come last, because they add a date. */
describe('examples', () => {
  const STRATEGY = 'pca-ou'
  let pulled: string

  function pull(strategy = STRATEGY): string {
    const command = [RISK_SYSTEM, demo.url, pulled, strategy]
    return execFileSync(python, command, { encoding: 'utf8', stdio: 'pipe' })
  }

  it('risk_system.py downloads everything once', (context) => {
    if (python === '') return context.skip(noPython())
    pulled = mkdtempSync(join(demo.folder, 'pulled-'))
    expect(pull()).toBe('10\n')
    expect(pull()).toBe('nothing new\n')
    expect(() => pull('attention-longconv')).toThrow(/holds pca-ou: give attention-longconv a/)
    const files = readdirSync(pulled).sort()
    expect(files).toEqual(['betas_v10.csv', 'have.json', 'residuals_v10.csv', 'weights_v10.csv'])
    expect(datesOf(join(pulled, 'residuals_v10.csv')).at(-1)).toBe('2020-12-31')
    expect(datesOf(join(pulled, 'weights_v10.csv')).at(-1)).toBe('2021-01-04')
  })

  it('client.ts and the playground’s subscription both receive a publication', async () => {
    const client = residua(demo.url)
    const splits = await client.measures(STRATEGY)
    expect(splits.map(({ measures }) => measures.days)).toEqual([251, 251, 252, 253, 0])
    const next = await client.nextOrders(STRATEGY, 1_000_000)
    expect(next?.nextDate).toBe('2021-01-04')
    expect(next?.orders.length).toBeGreaterThan(20)
    await expect(client.ask('{ split { name } }')).rejects.toThrow(/^BAD_USER_INPUT: .*name/)

    const publications = client.published(STRATEGY)
    const received = publications.next()
    const example = firstEvent(demo.url, SUBSCRIPTION)
    await demo.nextEvening(STRATEGY)
    const published = {
      version: 12,
      strategy: STRATEGY,
      split: 'test_2020_2021',
      date: '2021-01-05',
    }
    expect(await received).toEqual({ done: false, value: published })
    expect(JSON.parse(await example)).toEqual({ data: { published } })
    await publications.return()
  }, 180_000)

  it('risk_system.py then downloads only the new date and the next session’s betas and book', (context) => {
    if (python === '') return context.skip(noPython())
    expect(pull()).toBe('12\n')
    expect(datesOf(join(pulled, 'residuals_v12.csv'))).toEqual(['2021-01-04'])
    expect(datesOf(join(pulled, 'betas_v12.csv'))).toEqual(['2021-01-05'])
    expect(datesOf(join(pulled, 'weights_v12.csv'))).toEqual(['2021-01-05'])
    expect(pull()).toBe('nothing new\n')
  })
})

function findPython(): string {
  const found = ['python3', 'python'].find((name) => {
    const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' })
    return status === 0 && stdout.startsWith('Python 3')
  })
  return found ?? ''
}

function noPython(): string {
  const reason = 'no Python 3 here: examples/risk_system.py is not tried'
  console.log(reason)
  return reason
}

function datesOf(csv: string): string[] {
  const [, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\n')
  return [...new Set(rows.map((row) => row.split(',', 1)[0]))].sort()
}

/** Data of the first event of a subscription. */
async function firstEvent(url: string, subscription: string): Promise<string> {
  const response = await fetch(
    `${url}/graphql/stream?${new URLSearchParams({ query: subscription })}`,
  )
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const event = /^data: (.+)\n\n/m.exec(text)
    if (event) return event[1]
  }
  throw new Error(`the stream ended after ${JSON.stringify(text)}`)
}

/** All scalars of an answer; an empty list counts as a missing value. */
function leavesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.length === 0 ? [null] : value.flatMap(leavesOf)
  if (typeof value !== 'object' || value === null) return [value]
  return Object.values(value).flatMap(leavesOf)
}
