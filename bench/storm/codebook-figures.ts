import { fixed, percent } from '../../jobs/cli/show/table.js'
import type { Db } from '../../jobs/session/session.js'
import { mean } from '../../src/accounts/moments.js'
import type { CodebookMeasures } from '../../src/codebook/codebook-measures.js'
import { isPublished } from '../../src/performance/chain.js'
import { codebookOf } from '../../src/performance/codebooks.js'
import { storeReads } from '../../src/performance/store-reads.js'
import type { CodebookModule } from '../../src/results.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'
import { table } from '../_util/markdown.js'

/** A codebook over the windows of a run, of its first seed: means, null where no window has the number. */
export interface CodebookFigures {
  readonly module: CodebookModule
  readonly windows: number
  readonly size: number
  readonly perplexityTrain: number
  readonly leastPerplexityTrain: number
  readonly perplexityTest: number | null
  readonly used: number
  readonly persistence: number | null
  readonly shareOwnDay: number | null
  readonly shareNextDay: number | null
  readonly sizeShareOwnDay: number | null
  readonly sizeShareNextDay: number | null
}

const MODULES = ['TIME_SERIES', 'CROSS_SECTION'] as const satisfies readonly CodebookModule[]

/** Of each module that the run's windows have. */
export async function codebookFigures(
  db: Db,
  splits: readonly StoredSplit[],
): Promise<CodebookFigures[]> {
  const reads = storeReads(db)
  const figures: CodebookFigures[] = []
  for (const module of MODULES) {
    const found: CodebookMeasures[] = []
    for (const split of splits.filter(isPublished)) {
      const measures = await codebookOf(reads, split, module)
      if (measures) found.push(measures)
    }
    if (found.length > 0) figures.push(figuresOf(module, found))
  }
  return figures
}

export function figuresOf(
  module: CodebookModule,
  windows: readonly CodebookMeasures[],
): CodebookFigures {
  const of = (value: (measures: CodebookMeasures) => number | null) => {
    const known = windows.map(value).filter((one) => one !== null)
    return known.length === 0 ? null : mean(known)
  }
  const trained = windows.map(({ perplexityTrain }) => perplexityTrain)
  return {
    module,
    windows: windows.length,
    size: Math.max(...windows.map(({ size }) => size)),
    perplexityTrain: mean(trained),
    leastPerplexityTrain: Math.min(...trained),
    perplexityTest: of((one) => one.perplexityTest),
    used: mean(windows.map(({ used }) => used)),
    persistence: of((one) => one.persistence),
    shareOwnDay: of((one) => one.marketShareOwnDay),
    shareNextDay: of((one) => one.marketShareNextDay),
    sizeShareOwnDay: of((one) => one.marketSizeShareOwnDay),
    sizeShareNextDay: of((one) => one.marketSizeShareNextDay),
  }
}

export interface RowCodebooks {
  readonly label: string
  readonly codebooks: readonly CodebookFigures[]
}

/** The codebooks of each row, means over its windows. */
export function codebookTable(rows: readonly RowCodebooks[]): string {
  return table([
    [
      'row',
      'module',
      'codes',
      'perplexity, train',
      'test',
      'used, test',
      'persistence',
      'return, own day',
      'next day',
      'its size, own day',
      'next day',
    ],
    ...rows.flatMap(({ label, codebooks }) =>
      codebooks.map((figures, i) => [i === 0 ? label : '', ...cellsOf(figures)]),
    ),
  ])
}

function cellsOf(figures: CodebookFigures): string[] {
  return [
    figures.module === 'TIME_SERIES' ? 'time series' : 'cross-section',
    String(figures.size),
    fixed(figures.perplexityTrain, 1),
    fixed(figures.perplexityTest, 1),
    fixed(figures.used, 0),
    percent(figures.persistence),
    fixed(figures.shareOwnDay),
    fixed(figures.shareNextDay),
    fixed(figures.sizeShareOwnDay),
    fixed(figures.sizeShareNextDay),
  ]
}
