import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Random } from '../../src/lib/random.js'

/** A request to `/graphql` that may be invalid in any way. */
export interface HostileRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Record<string, string>
  readonly payload?: string
}

const DATES = [
  '2019-02-30',
  '2020-02-29',
  '2020-01-02',
  '2020-01-04',
  '0000-00-00',
  '0001-01-01',
  '9999-12-31',
  '2020-13-01',
  '2020-1-2',
  '-2020-01-02',
  '20200102',
  '2020-01-02T00:00:00Z',
  '2020-01-02T25:61:61Z',
  '+275760-09-13',
  '２０２０-０１-０２',
  '',
]
const TEXTS = [
  'test_2019_2020',
  'test_2018_2019',
  'attention-longconv',
  'pca-ou',
  'S001',
  '',
  ' ',
  '\\u0000',
  'a\\u0000b',
  '\\uD800',
  '\\u{1F4A9}',
  'Ω≈ç√∫˜µ≤≥÷ 中文 العربية',
  "'; drop table split; --",
  '%_%',
  '\\\\',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '00000000-0000-0000-0000-000000000000',
  'WzFd',
  'eyJhIjoxfQ',
  'x'.repeat(5000),
]
const NUMBERS = [
  '0',
  '1',
  '-1',
  '5',
  '1000',
  '1001',
  '2147483647',
  '2147483648',
  '-2147483648',
  '9007199254740993',
  '1e308',
  '1e999',
  '-1e999',
  '0.0000001',
  '-0',
  '1.5',
  '007',
  'NaN',
  'Infinity',
]
/** By the name of an argument, else by its type. */
const HARMLESS: Readonly<Record<string, string>> = {
  name: '"test_2019_2020"',
  split: '"test_2019_2020"',
  strategy: '"pca-ou"',
  strategies: '"pca-ou"',
  dataset: '"sample"',
  symbol: '"S001"',
  assets: '"S002"',
  sector: '"Energy"',
  search: '"S"',
  from: '"2020-01-02"',
  index: '1',
  lag: '1',
  Date: '"2020-03-02"',
  DateTime: '"2100-01-01T00:00:00Z"',
  Int: '5',
  Float: '0.5',
}
const HOSTILE_VALUES = ['null', 'true', '[]', '[[[]]]', '{}', '{a: {b: 1}}', 'ENUM', '$v', '""']
/** JSON text sent as a variable; some of it is invalid. */
const VARIABLES = [
  'NaN',
  'Infinity',
  'null',
  '{}',
  '[]',
  '"x"',
  '1e999',
  '"2019-02-30"',
  '[null]',
  '{"__proto__":{"a":1}}',
  '"\\u0000"',
  '"\\ud800"',
  '1.5',
  '-1',
]

/** Mutated requests, deterministic by seed. */
export function createMutator(schema: GraphQLSchema, random: Random) {
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]
  const chance = (p: number): boolean => random.uniform() < p
  const query = schema.getQueryType() as GraphQLObjectType
  const fieldNames = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()) : [],
  )

  /** Rate of mutations: 0 is a valid request. */
  let wildness = 1
  const wild = (p: number): boolean => chance(p * wildness)

  function harmless(type: GraphQLInputType, name: string): string {
    if (isNonNullType(type)) return harmless(type.ofType, name)
    if (isListType(type)) return `[${harmless(type.ofType, name)}]`
    if (isEnumType(type)) return pick(type.getValues()).name
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields())
      return `{${fields.map((of) => `${of.name}: ${harmless(of.type, of.name)}`).join(', ')}}`
    }
    return HARMLESS[name] ?? HARMLESS[type.name] ?? 'null'
  }

  function value(type: GraphQLInputType, name: string): string {
    if (!chance(wildness)) return harmless(type, name)
    if (chance(0.08)) return pick(HOSTILE_VALUES)
    if (isNonNullType(type)) return value(type.ofType, name)
    if (isListType(type)) {
      return `[${Array.from({ length: random.integer(4) }, () => value(type.ofType, name)).join(', ')}]`
    }
    if (isEnumType(type)) return chance(0.8) ? pick(type.getValues()).name : 'NOPE'
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields())
      return `{${fields.map(({ name, type: of }) => `${name}: ${value(of, name)}`).join(', ')}}`
    }
    switch (type.name) {
      case 'Date':
      case 'DateTime':
        return `"${pick(DATES)}"`
      case 'Int':
      case 'Float':
        return pick(NUMBERS)
      case 'Boolean':
        return pick(['true', 'false', '1'])
      default:
        return `"${pick(TEXTS)}"`
    }
  }

  function argumentsFor(args: readonly GraphQLArgument[]): string {
    const given = args.filter(({ type }) => isNonNullType(type) || chance(0.1) || wild(0.3))
    const texts = given.map(
      ({ name, type }) => `${wild(0.02) ? `${name}x` : name}: ${value(type, name)}`,
    )
    return texts.length === 0 ? '' : `(${texts.join(', ')})`
  }

  function field(of: GraphQLField<unknown, unknown>, depth: number): string {
    const alias = chance(0.05) ? `a${random.integer(20)}: ` : ''
    const name = wild(0.01) ? pick(fieldNames) : of.name
    const directive = wild(0.02) ? pick([' @skip(if: true)', ' @include(if: $v)', ' @nope']) : ''
    const type = getNamedType(of.type)
    const head = `${alias}${name}${argumentsFor(of.args)}${directive}`
    return isObjectType(type) ? `${head} ${selection(type, depth + 1)}` : head
  }

  function selection(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields())
    const flat = fields.filter((of) => !isObjectType(getNamedType(of.type)))
    const from = depth > 5 && flat.length > 0 ? flat : fields
    const count = 1 + random.integer(depth === 0 ? 2 : 3)
    const chosen = Array.from({ length: count }, () => field(pick(from), depth))
    const extra = wild(0.03) ? [pick(['...F', '... on Split { name }', '__typename', ''])] : []
    return `{ ${[...chosen, ...extra].join(' ')} }`
  }

  function nested(): string {
    const n = 1 + random.integer(60)
    return `{ strategies { ${'latestRun { splits { run { strategy { '.repeat(n)} name ${'} } } }'.repeat(n)} } }`
  }

  function cycle(): string {
    const n = 2 + random.integer(8)
    const fragments = Array.from(
      { length: n },
      (_, i) => `fragment F${i} on Split { run { splits { name ...F${(i + 1) % n} } } }`,
    )
    return `{ splits { ...F0 } } ${fragments.join(' ')}`
  }

  function wide(): string {
    const n = random.integer(3000)
    const text = pick(['a%: residuals { edges { cursor } }', 'name', '...F', 'a%: pnl { net }'])
    const fields = Array.from({ length: n }, (_, i) => text.replace('%', String(i)))
    return `{ split(name: "test_2019_2020") { ${fields.join(' ')} } } fragment F on Split { name }`
  }

  function document(): string {
    const shape = random.uniform()
    if (wildness === 0) return selection(query, 0)
    if (shape < 0.03) return nested()
    if (shape < 0.06) return cycle()
    if (shape < 0.09) return wide()
    const prefix = pick([
      '',
      '',
      '',
      'query ',
      'query Q($v: Boolean) ',
      'query Q($v: Date!) ',
      'mutation ',
      'subscription ',
    ])
    const suffix = pick([
      '',
      '',
      '',
      ' fragment F on Split { name ...F }',
      ' fragment F on Run { id }',
      ' {',
    ])
    const whole = `${prefix}${selection(query, 0)}${suffix}`
    return wild(0.25) ? garbled(whole) : whole
  }

  /** A few characters deleted, doubled, swapped or replaced. */
  function garbled(text: string): string {
    let garbage = text
    for (let n = 1 + random.integer(4); n > 0; n--) {
      const at = random.integer(garbage.length + 1)
      const junk = pick([
        '',
        '{',
        '}',
        '(',
        '"',
        '"""',
        '$',
        '@',
        '...',
        '\u0000',
        '\ufeff',
        '💥',
        '#',
        '\n',
        'null',
        '\\u',
      ])
      garbage = garbage.slice(0, at) + junk + garbage.slice(at + random.integer(3))
    }
    return garbage
  }

  function body(): string {
    const query = document()
    const shape = random.uniform()
    if (shape < 0.8) {
      const variables = chance(0.3)
        ? `,"variables":{"v":${pick(VARIABLES)},"w":${pick(VARIABLES)}}`
        : ''
      const name = chance(0.1)
        ? `,"operationName":${pick(['"Q"', '"nope"', 'null', '5', '{}'])}`
        : ''
      return `{"query":${JSON.stringify(query)}${variables}${name}}`
    }
    if (shape < 0.84) return garbled(JSON.stringify({ query }))
    if (shape < 0.88)
      return pick([
        '',
        'null',
        '[]',
        '5',
        '"x"',
        '{',
        '{}',
        '[{"query":"{__typename}"}]',
        '{"query":null}',
        '{"query":5}',
        '{"query":{"kind":"Document"}}',
        '{"query":""}',
      ])
    if (shape < 0.92) {
      const hash = pick(['"x"', 'null', '5', '{}', `"${'0'.repeat(64)}"`])
      const version = pick(['1', '2', 'null', '"1"'])
      const with_ = chance(0.5) ? `"query":${JSON.stringify(query)},` : ''
      return `{${with_}"extensions":{"persistedQuery":{"version":${version},"sha256Hash":${hash}}}}`
    }
    if (shape < 0.94)
      return JSON.stringify({
        query: `{ strategies { name } } #${'x'.repeat(900_000 + random.integer(300_000))}`,
      })
    if (shape < 0.97)
      return `{"query":${JSON.stringify(query)},"variables":${pick(VARIABLES)},"extensions":${pick(VARIABLES)}}`
    return `{"query":${JSON.stringify(query)},"__proto__":{"x":1},"constructor":{"prototype":{"y":1}},"query":"{ __typename }"}`
  }

  function headers(): Record<string, string> {
    const type = chance(0.94)
      ? 'application/json'
      : pick([
          'text/plain',
          'application/json; charset=utf-16',
          'application/graphql',
          '',
          'x',
          'application/xml',
        ])
    const accept = chance(0.9)
      ? '*/*'
      : pick([
          'application/graphql-response+json',
          'text/html',
          'application/json;q=0',
          'x',
          'multipart/mixed; deferSpec=20220824',
          'text/event-stream;q=0.1, */*',
        ])
    const id: Record<string, string> = chance(0.05)
      ? { 'x-request-id': pick(['a b', 'x'.repeat(500), '<script>']) }
      : {}
    return { 'content-type': type, accept, ...id }
  }

  function get(): HostileRequest {
    const parameters = [
      `query=${encodeURIComponent(
        document()
          .slice(0, 3000)
          .replace(/[\ud800-\udfff]/g, ''),
      )}`,
      pick([
        '',
        '',
        'variables=',
        'variables={',
        'variables=null',
        'variables=[]',
        'variables={"v":1}',
        'query=x',
        'extensions={}',
        'operationName=Q',
        '%E0%A4%A=1',
      ]),
    ]
    const { accept } = headers()
    return { method: 'GET', url: `/graphql?${parameters.join('&')}`, headers: { accept } }
  }

  function exportUrl(): HostileRequest {
    const words = [
      'latest',
      'all',
      'test_2019_2020',
      'pnl',
      'weights',
      'residuals',
      'betas',
      'orders',
      '..',
      '%2e%2e',
      '%00',
      '%E0',
      'x'.repeat(300),
      '中',
      "'--",
    ]
    const format = pick(['.csv', '.arrow', '.parquet', '.ndjson', '.exe', '', '.', '.CSV'])
    const of = (known: string) => (chance(0.6) ? known : pick(words))
    const kind = of(
      pick(['pnl', 'weights', 'residuals', 'betas', 'factor-weights', 'factor-returns', 'orders']),
    )
    const path = `/export/${of('latest')}/${of(pick(['all', 'test_2019_2020']))}/${kind}${format}`
    const texts = TEXTS.map((text) => encodeURIComponent(text.slice(0, 300)))
    const parameter = () =>
      `${pick(['date', 'from', 'to', 'assets', 'since', 'strategy', 'dataset', 'nope', 'capital', 'lot'])}=${pick([...DATES.map(encodeURIComponent), ...NUMBERS, ...texts])}`
    const url = `${path}?${Array.from({ length: random.integer(4) }, parameter).join('&')}`
    const etag: Record<string, string> = chance(0.1)
      ? { 'if-none-match': pick(['*', '"x"', 'W/"1"', '"']) }
      : {}
    return { method: 'GET', url, headers: { accept: '*/*', ...etag } }
  }

  return {
    /** The next one; a tenth of them GET, a tenth bulk files. */
    next(): HostileRequest {
      wildness = pick([0, 0.1, 0.4, 1])
      const kind = random.uniform()
      if (kind < 0.1) return get()
      if (kind < 0.2) return exportUrl()
      return { method: 'POST', url: '/graphql', headers: headers(), payload: body() }
    },
  }
}
