import { fixed } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { measuredRows } from '../walk-forward/measures.js'
import { soFarTable } from './difference-tables.js'
import { type ResultsPage, section } from './parts.js'
import { labelOf, type ResultRow } from './plan.js'

export function provenance({
  dataset,
  command,
  written,
  commit,
  node,
  measured,
}: ResultsPage): string {
  const seconds = measured.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0)
  const engines = [...new Set(measured.map(({ run }) => run?.engine))].join(', ')
  return [
    '## Where the figures are from',
    '',
    `Written by \`${command}\` on ${written}; do not edit. Figures are of the runs listed below; the identity`,
    'of a run (dataset, strategy, configuration, seeds, engine) determines them bit for bit.',
    '',
    table([
      ['what', 'value'],
      [
        'dataset',
        `${dataset.name}, ${dataset.firstDate} to ${dataset.lastDate}, ${dataset.assetCount} assets, ${dataset.rowCount} rows`,
      ],
      ['data hash', `\`${dataset.hash}\``],
      ['of the files', filesOf(dataset)],
      ['engines', engines],
      ['commit that wrote this part', commit ?? 'unknown'],
      ['Node', node],
      ['training', `${fixed(seconds / 3600, 1)} hours on one thread, all rows`],
    ]),
  ].join('\n')
}

/** Each file with its SHA-256: the data hash depends on the order in which they were ingested too. */
function filesOf({ sources }: ResultsPage['dataset']): string {
  return sources.map(({ file, sha256 }) => `${file} \`${sha256.slice(0, 16)}\``).join(', ')
}

export function missingOf({ rows, command }: ResultsPage): string | null {
  const missing = rows.filter(({ series }) => series === null)
  if (missing.length === 0) return null
  return [
    '## Missing',
    '',
    `${rows.length - missing.length} of ${rows.length} rows are complete. These are not yet; \`${command.replace(' --only none', '')}\` computes them and writes this part again.`,
    '',
    ...missing.map(({ row, missing: why }) => `- \`${row.id}\` (${labelOf(row)}): ${why}`),
  ].join('\n')
}

/** Incomplete runs over the dates they have, with the default on the same dates. */
export function underWay(
  { rows, dataset }: ResultsPage,
  base: ResultRow | undefined,
): string | null {
  const begun = rows.flatMap((each) => (each.soFar ? [{ ...each, series: each.soFar }] : []))
  if (begun.length === 0 || !base) return null
  const body = soFarTable(base, measuredRows(begun, {}))
  return section(
    'In progress',
    `Runs on ${dataset.name} with only some of their splits, over the dates of those splits.`,
    body,
  )
}
