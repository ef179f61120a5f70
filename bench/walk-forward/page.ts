import { fixed } from '../../jobs/cli/show/table.js'
import { commitOfCheckout } from '../../jobs/session/package.js'
import { table } from '../_util/markdown.js'
import { commandOf } from './command.js'
import type { Range } from './measures.js'
import type { OpenedRows } from './open.js'
import type { RunRow } from './runs.js'

/** Where and when a part of the results was written. */
export interface Written {
  readonly command: string
  readonly written: string
  readonly commit: string | null
  readonly node: string
}

export function writtenBy(script: string): Written {
  return {
    command: commandOf(script),
    written: new Date().toISOString().slice(0, 10),
    commit: commitOfCheckout(),
    node: process.version,
  }
}

type Opened = OpenedRows<RunRow>

export const rangeOf = ({ from, to }: Pick<Opened, 'from' | 'to'>): Range => ({
  from: `${from}-01-01`,
  to: `${to}-12-31`,
})

export const yearsOf = ({ from, to }: Pick<Opened, 'from' | 'to'>): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

export function section(title: string, body: string, words = ''): string {
  return [`### ${title}`, ...(words ? [words] : []), body].join('\n\n')
}

/** The heading of a part, and what it was computed from. */
export function headOf(title: string, page: Opened & Written): string {
  const { dataset, from, to, command, written, commit, node, measured } = page
  const minutes = measured.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0) / 60
  return [
    `## ${title}, ${from}–${to}`,
    '',
    `Written by \`${command}\` on ${written}; do not edit.`,
    '',
    table([
      ['what', 'value'],
      ['dataset', `${dataset.name}, ${dataset.assetCount} assets, data hash \`${dataset.hash}\``],
      ['commit that wrote this part', commit ?? 'unknown'],
      ['Node', node],
      ['training', `${fixed(minutes, 0)} minutes on one thread, all rows`],
    ]),
  ].join('\n')
}

/** The rows without a complete run, and why; null where there are none. */
export function missingOf({ rows }: Pick<Opened, 'rows'>): string | null {
  const missing = rows.filter(({ series }) => series === null)
  if (missing.length === 0) return null
  const lines = missing.map(({ row, missing: why }) => `- \`${row.id}\` (${row.label}): ${why}`)
  return ['Rows without a complete run yet:', '', ...lines].join('\n')
}
