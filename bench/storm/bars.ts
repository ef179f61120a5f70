import { fixed, percent } from '../../jobs/cli/show/table.js'
import type { Bar } from '../walk-forward/bars.js'
import type { Range } from '../walk-forward/measures.js'
import { predictionsOf } from '../walk-forward/ranking-tables.js'
import type { CodebookFigures } from './codebook-figures.js'
import type { MeasuredStormRow } from './plan.js'
import type { ReconstructionShares } from './reconstruction.js'

const MOST_SECONDS = 300
const LEAST_PERPLEXITY = 24

export interface StormFigures {
  readonly storm: MeasuredStormRow
  /** Windows that were trained. */
  readonly windows: number
  readonly codebooks: readonly CodebookFigures[]
  readonly reconstruction: ReconstructionShares
  readonly range: Range
}

/** F14: the small default on the DJ30. */
export function stormBars(figures: StormFigures): Bar[] {
  const { riskRankIC } = predictionsOf(figures.storm, figures.range)
  const seconds = secondsAWindow(figures)
  return [
    {
      claim: `F14 a window and seed trains in ≤ ${MOST_SECONDS} s on one core`,
      measured: `${fixed(seconds, 0)} s`,
      holds: seconds <= MOST_SECONDS,
    },
    ...reconstructionBars(figures.reconstruction),
    ...figures.codebooks.map(perplexityBar),
    ...figures.codebooks.filter(({ module }) => module === 'CROSS_SECTION').flatMap(shareBars),
    {
      claim: 'F14 Rank IC of σ with the size of the return ≥ 0.10',
      measured: fixed(riskRankIC, 3),
      holds: (riskRankIC ?? 0) >= 0.1,
    },
  ]
}

/** Stored training time over windows and seeds. */
export function secondsAWindow({
  storm: { trainSeconds, run },
  windows,
}: Pick<StormFigures, 'storm' | 'windows'>): number {
  return trainSeconds / (windows * (run?.seeds.length ?? 1))
}

function reconstructionBars({ timeSeries, crossSection }: ReconstructionShares): Bar[] {
  const bar = (module: string, share: number | null, most: number): Bar => ({
    claim: `F14 the ${module}’s squared error of the bars ≤ ${percent(most, 0)} of their variance`,
    measured: percent(share),
    holds: share !== null && share <= most,
  })
  return [bar('time series', timeSeries, 0.35), bar('cross-section', crossSection, 0.6)]
}

function perplexityBar(figures: CodebookFigures): Bar {
  const { module, size, perplexityTrain, leastPerplexityTrain } = figures
  const name = module === 'TIME_SERIES' ? 'time series' : 'cross-section'
  return {
    claim: `F14 perplexity of the ${name} ≥ ${LEAST_PERPLEXITY} of 64 in training`,
    measured: `${fixed(perplexityTrain, 1)} of ${size}, least ${fixed(leastPerplexityTrain, 1)}`,
    holds: perplexityTrain >= LEAST_PERPLEXITY,
  }
}

function shareBars({ shareOwnDay, shareNextDay }: CodebookFigures): Bar[] {
  return [
    {
      claim: 'F14 codes explain ≥ 0.5 of the market’s return on their own day',
      measured: fixed(shareOwnDay),
      holds: (shareOwnDay ?? 0) >= 0.5,
    },
    {
      claim: 'F14 and ≤ 0.1 on the next day',
      measured: fixed(shareNextDay),
      holds: shareNextDay !== null && shareNextDay <= 0.1,
    },
  ]
}
