import { readFileSync } from 'node:fs'
import { isEnumType, isInputObjectType, isObjectType, isSpecifiedScalarType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { buildSchema } from '../../../schema/index.js'
import { EXAMPLES } from '../../../src/playground/saved/examples.js'

const contributing = readFileSync(new URL('../../../CONTRIBUTING.md', import.meta.url), 'utf8')
const glossary = new Set(
  rowsOf(contributing.slice(contributing.indexOf('## Words'), contributing.indexOf('**Words that')))
    .flatMap((term) => wordsOf(term))
    .map(singular),
)

/** Words of names that need no row: plain English, units, time and the machinery of GraphQL. */
const PLAIN = new Set(
  `absent after age annual as at before best bps bug by cancelled commit compare comparison config count covered
    created cron cumulative current daily data day description deviation device done end error exchange expected
    failed finished first fitting float for fraction from gpu group has hash high history id index
    info input json kind label last latest left line long lost low max mean memory message month named nearest next note of outcome
    outside own part point previous progress published query queue queued range retryable row running search
    second series share size standard start started state statistic status subscription symbol t
    target thread time title to top total trained until value used vector without year zone`.split(
    /\s+/,
  ),
)

/** Terms of descriptions, whether or not a name contains them. */
const TERMS =
  `answering asset attribution baseline beta block book capital characteristic checkpoint
  codebook configuration contribution cost dataset drawdown engine epoch exposure factor heartbeat
  hedge interval job lag live load lot market model notional objective policy position prediction
  publication purge realised residual restatement run scored sector seed session Sharpe split
  strategy task tick trading trial turnover universe version volatility worker`.split(/\s+/)

/** Words that no description may contain, and the word to write instead. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\b(told|said|says|say|heard|hears?)\b/i, 'reported, computed, or leave it out'],
  [/\b(crews?|strays?|whoever|whatever|nobody|somebody)\b/i, 'the actor'],
  [/\b(windows?|folds?|experiments?)\b/i, 'split, run, or range of dates'],
  [/(?<!index )\bmembers?\b/i, 'seed or strategy; member is of an index'],
  [/\b(stocks?|tickers?)\b/i, 'asset'],
  [/\b(equity|fees?|penalt(y|ies)|leverage|KPIs?)\b/i, 'PnL, cost, gross exposure, measure'],
  [/\b(signals?|forecasts?)\b/i, 'prediction'],
  [/\b(brought|brings?|begets?|struck)\b/i, 'earned, returned'],
  [/^(Of|Those|That|It|Its|Whose|When|Why|Where|The same)\b/, 'begin with the term itself'],
]

interface Described {
  readonly name: string
  readonly description: string
}

const entries = described()

describe('the words of the API', () => {
  it('are checked against a real glossary and a real schema', () => {
    expect(glossary.size).toBeGreaterThan(80)
    expect(entries.length).toBeGreaterThan(300)
  })

  it('are in the glossary of CONTRIBUTING.md, where they are terms of the field', () => {
    const unknown = new Map<string, string>()
    for (const { name } of entries) {
      for (const word of wordsOf(name).map(singular)) {
        if (!glossary.has(word) && !PLAIN.has(word)) unknown.set(word, name)
      }
    }
    expect([...unknown].map(([word, name]) => `${word} (${name})`)).toEqual([])
  })

  it('are in the glossary where descriptions use them', () => {
    const prose = entries.map(({ description }) => description).join(' ')
    const used = TERMS.filter((term) => new RegExp(`\\b${term}s?\\b`, 'i').test(prose))
    expect(used.length).toBeGreaterThan(TERMS.length / 2)
    expect(used.filter((term) => !glossary.has(singular(term.toLowerCase())))).toEqual([])
  })

  it('name fields and types in descriptions as the schema does', () => {
    const known = new Set(entries.flatMap(({ name }) => [name, ...name.split('.')]))
    const wrong = entries.flatMap(({ name, description }) =>
      [...description.matchAll(/`([a-z]+[A-Z]\w+|[A-Z][a-z]+\.\w+)`/g)]
        .map(([, code]) => code)
        .filter((code) => !known.has(code))
        .map((code) => `${name}: ${code}`),
    )
    expect(wrong).toEqual([])
  })

  it('are none of the words that are not used', () => {
    const wrong = entries.flatMap(({ name, description }) => faultsOf(name, description))
    expect(wrong).toEqual([])
  })

  it('are the same in the saved queries of the playground', () => {
    const comments = EXAMPLES.map(({ name, query }) => ({
      name,
      text: `Query: ${[name, ...(query.match(/^#.*$/gm) ?? [])].join(' ')}`,
    }))
    expect(comments.flatMap(({ name, text }) => faultsOf(name, text))).toEqual([])
  })

  it('are reported where they break a rule', () => {
    expect(faultsOf('x', 'Says how many windows there are.')).toHaveLength(2)
    expect(faultsOf('x', 'Number of index members, `window` included.')).toEqual([])
    expect(faultsOf('x', 'Of its first node.')).toHaveLength(1)
  })
})

function faultsOf(name: string, text: string): string[] {
  const prose = text.replace(/`[^`]*`/g, '``')
  return FORBIDDEN.flatMap(([pattern, instead]) => {
    const [found] = pattern.exec(prose) ?? []
    return found === undefined ? [] : [`${name}: "${found}"; write ${instead}`]
  })
}

/** Everything that has a name and a description, arguments included. */
function described(): Described[] {
  return Object.values(buildSchema().getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) return []
    const own = entryOf(type.name, type)
    if (isEnumType(type)) {
      return [own, ...type.getValues().map((value) => entryOf(`${type.name}.${value.name}`, value))]
    }
    if (!isObjectType(type) && !isInputObjectType(type)) return [own]
    return [own, ...Object.values(type.getFields()).flatMap((field) => fieldOf(type.name, field))]
  })
}

function fieldOf(
  type: string,
  field: {
    readonly name: string
    readonly description?: string | null
    readonly args?: readonly { readonly name: string; readonly description?: string | null }[]
  },
): Described[] {
  const name = `${type}.${field.name}`
  const args = field.args ?? []
  return [entryOf(name, field), ...args.map((one) => entryOf(`${name}.${one.name}`, one))]
}

function entryOf(
  name: string,
  { description }: { readonly description?: string | null },
): Described {
  return { name, description: description ?? '' }
}

/** The words of the first column of every table. */
function rowsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell ?? '')
}

/** `breakEvenCostBps`, `TRADING_DAYS` and `gross exposure, net exposure` as words. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll('PnL', 'Pnl')
    .replace(/([A-Z]{2,})s(?![a-z])/g, '$1')
    .replace(/[A-Z]{2,}(?![A-Za-z])/g, (letters) => ` ${letters.toLowerCase()} `)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
}

function singular(word: string): string {
  if (word.length <= 3) return word
  if (/(ss|us|is|ies)$/.test(word)) return word === 'series' ? word : word.replace(/ies$/, 'y')
  return word.replace(/s$/, '')
}
