import { dirname } from 'node:path'
import { table } from '../_util/markdown.js'
import type { Outcome } from './suite.js'

export interface Row {
  readonly name: string
  readonly version: string
  /** The test files that were run. */
  readonly tests: readonly string[]
  /** Or why none was run. */
  readonly outcome: Outcome | string
}

const HEAD = ['on', 'version', 'tests', 'passed', 'failed', 'skipped']

/** A table of the rows and of those on the page whose version was not run now. */
export function mergedTable(page: string, rows: readonly Row[]): string {
  const now = new Map(rows.map((row) => [titleOf(row.name), cellsOf(row)]))
  const before = [...page.matchAll(/^\| ((?:Postgres|Node) \d+) .*\|$/gm)].map(
    ([line, title = '']) => [title, cellsIn(line)] as const,
  )
  const all = new Map([...before, ...now])
  return table([HEAD, ...[...all.values()].sort(byVersion)])
}

function cellsOf({ name, version, tests, outcome }: Row): string[] {
  const ran = [titleOf(name), version, namesOf(tests)]
  if (typeof outcome === 'string') return [...ran, `not run: ${outcome}`, '', '']
  return [...ran, ...[outcome.passed, outcome.failed, outcome.skipped].map(String)]
}

const MOST_NAMES = 4

/** The files and folders that were run; of many files only how many, and where. */
function namesOf(tests: readonly string[]): string {
  if (tests.length <= MOST_NAMES) return tests.map((test) => `\`${test}\``).join(' ')
  const folders = [...new Set(tests.map((test) => dirname(test)))]
  return `${tests.length} files of ${folders.map((folder) => `\`${folder}\``).join(' ')}`
}

function cellsIn(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
}

/** `Postgres 15` of `postgres-15`. */
function titleOf(name: string): string {
  return name.replace(
    /^(.)(.*)-(\d+)$/,
    (_, first: string, rest, number) => `${first.toUpperCase()}${rest} ${number}`,
  )
}

/** Postgres before Node, older ones first. */
function byVersion([a = '']: readonly string[], [b = '']: readonly string[]): number {
  const kind = Number(a.startsWith('Node')) - Number(b.startsWith('Node'))
  return kind || a.localeCompare(b, 'en')
}
