import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CONTRIBUTING = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')

/** The marks that find the example of a recipe in the code. */
const MARKS: Readonly<Record<string, RegExp>> = {
  characteristic: /\br36_13\b/,
  model: /\bfactorLoadings\b/,
  policy: /fourier-ffn/,
  strategy: /'equal-weight'|\/equal-weight\.js/,
  predictor: /name: 'ridge'|strategyInfo\('ridge'\)|\/predictor\/ridge\.js/,
  'per-date series': /predicted risk|prediction_risk_day|interface Predictions\b/,
  'GraphQL field': /\bfactorCovariance\b/,
  export: /'orders'|\bordersBatches\b/,
  job: /\bhealthTask\b|^ {2}health: /m,
  command: /\bkeysCommand\b/,
  view: /\bhedgeView\b/,
}

const sources = ['src', 'schema', 'migrations', 'jobs']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((file) => /\.tsx?$/.test(file))

describe("CONTRIBUTING's recipes", () => {
  it.each(Object.entries(MARKS))('name every file of a real %s', (what, mark) => {
    const example = exampleOf(what)
    expect(example.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
    const isView = what.startsWith('view')
    const found = sources.filter(
      (file) => file.startsWith('src/dashboard/') === isView && names(file, mark),
    )
    expect([...example].sort()).toEqual(found.sort())
  })

  it('cover every mark', () => {
    expect(CONTRIBUTING.match(/^Example `/gm)).toHaveLength(Object.keys(MARKS).length)
  })
})

/** Files of the example that ends a recipe. */
function exampleOf(what: string): string[] {
  const [, recipe = ''] = CONTRIBUTING.split(new RegExp(`^\\*\\*Add an? ${what}\\.\\*\\*`, 'm'))
  const line = /^Example `[^`]+`: (.*)$/m.exec(recipe)?.[1] ?? ''
  return [...line.matchAll(/`([^`]+)`/g)].map(([, file]) => file)
}

function names(file: string, mark: RegExp): boolean {
  return (
    mark.test(`/${file.replace(/\.ts$/, '.js')}`) ||
    mark.test(readFileSync(join(ROOT, file), 'utf8'))
  )
}
