import type { Attribution } from '../../../../src/accounts/attribution.js'
import type { SheetAttribution, SplitParts } from '../../../../src/dashboard/sheet/model.js'
import { attributionOf } from '../../../../src/performance/attribution.js'
import { isPublished, type PublishedSplit } from '../../../../src/performance/chain.js'
import type { PerformanceReads } from '../../../../src/performance/reads.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'
import { ALL_DATES, eachInTurn } from './range-measures.js'

/** A split of fewer dates says little of its factors. */
const FEW_DATES = 20

/** Net return of a run by sector and asset over all its dates, and by factor of each split. */
export async function sheetAttribution(
  splits: readonly StoredSplit[],
  reads: PerformanceReads,
): Promise<SheetAttribution> {
  const scored = splits.filter(isPublished).filter(({ current }) => current.scoredTo !== null)
  const by = (kind: 'FACTOR' | 'SECTOR' | 'ASSET') =>
    eachInTurn(scored, (split) => attributed(split, kind, reads))
  const byFactor = scored.some(({ factorCount }) => factorCount > 0) ? await by('FACTOR') : []
  return {
    sectors: summed(await by('SECTOR')),
    assets: summed(await by('ASSET')),
    factors: byFactor.findLast(({ days }) => days >= FEW_DATES) ?? byFactor.at(-1) ?? null,
    splits: byFactor.map(partsOf),
  }
}

async function attributed(
  split: PublishedSplit,
  by: 'FACTOR' | 'SECTOR' | 'ASSET',
  reads: PerformanceReads,
): Promise<SplitAttribution> {
  const [parts, rows] = await Promise.all([
    attributionOf(split, { by, filter: ALL_DATES }, reads),
    reads.accountRows.load(split.current.id),
  ])
  return { split: split.name, parts, days: rows.length }
}

interface SplitAttribution {
  readonly split: string
  readonly parts: readonly Attribution[]
  readonly days: number
}

/** Contributions of a label summed over the splits; its exposure is the mean over all dates. */
function summed(splits: readonly SplitAttribution[]): Attribution[] {
  const total = splits.reduce((sum, { days }) => sum + days, 0)
  const sums = new Map<string, Attribution>()
  for (const { parts, days } of splits) {
    for (const { label, exposure, contribution } of parts) {
      const before = sums.get(label)
      const share = exposure === null ? null : (exposure * days) / total
      sums.set(label, {
        label,
        exposure: share === null ? null : (before?.exposure ?? 0) + share,
        contribution: (before?.contribution ?? 0) + contribution,
      })
    }
  }
  return [...sums.values()]
}

function partsOf({ split, parts }: SplitAttribution): SplitParts {
  const named = (label: string) => parts.find((part) => part.label === label)?.contribution ?? 0
  const factors = parts.filter(({ label }) => label.startsWith('factor '))
  return {
    name: split,
    factors: factors.reduce((sum, { contribution }) => sum + contribution, 0),
    residual: named('residual'),
    cost: named('cost'),
  }
}
