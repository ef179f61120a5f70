import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

interface Entry {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
}

const { packages }: { packages: Record<string, Entry> } = JSON.parse(read('package-lock.json'))
const entries = Object.entries(packages).filter(([path, { link }]) => path !== '' && !link)

it('every package has its integrity, or is named in CONTRIBUTING.md', () => {
  const missing = entries
    .filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`)
  const named = read('CONTRIBUTING.md')
  expect(missing.filter((name) => !named.includes(name))).toEqual([])
})

it('no package is bound to a registry', () => {
  expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})

it('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(ranges.length).toBeGreaterThan(30)
  expect(ranges.filter(([, range]) => !/^\d/.test(String(range)))).toEqual([])
})
