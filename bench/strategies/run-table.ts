import { fixed } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import type { EffectiveFactors } from './effective-factors.js'
import type { ResultRow } from './plan.js'
import type { PlannedRow } from './planned-rows.js'
import { type Verified, verifiedText } from './verified.js'

interface RunFigures {
  readonly effective: ReadonlyMap<string, EffectiveFactors>
  /** By run id. */
  readonly verified: ReadonlyMap<string, Verified>
}

export function runTable(rows: readonly ResultRow[], { effective, verified }: RunFigures): string {
  return table([
    [
      'row',
      'run',
      'strategy',
      'settings beside the defaults',
      'seeds',
      'engine',
      'commit',
      'trained, hours',
      'effective factors',
      'settings tried',
      'computed again',
    ],
    ...rows.map(({ row, run, trainSeconds, trials }) => [
      row.id,
      run?.id.slice(0, 8) ?? '',
      row.strategy,
      settingsText(row),
      run?.seeds.join(' ') ?? '',
      run?.engine ?? '',
      run?.commit?.slice(0, 7) ?? '',
      trainSeconds > 0 ? fixed(trainSeconds / 3600, 2) : '',
      effectiveText(effective.get(row.id)),
      String(trials),
      verifiedText(verified.get(run?.id ?? '')),
    ]),
  ])
}

/** A blend names the rows that it holds, not their runs. */
function settingsText({ settings, blends }: PlannedRow): string {
  const shown = blends ? { ...settings, runs: blends } : settings
  return Object.keys(shown).length === 0 ? '' : `\`${JSON.stringify(shown)}\``
}

function effectiveText(found: EffectiveFactors | undefined): string {
  return found ? `${fixed(found.effective, 1)} of ${found.factorCount}` : ''
}
