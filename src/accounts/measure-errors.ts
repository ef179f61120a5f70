import { sharpeWithoutBestYear } from './best-year.js'
import { sharpeInterval } from './bootstrap.js'
import type { MeasureInputs } from './measures.js'
import { sharpeStandardError } from './sharpe.js'

/** How sure the Sharpe ratios of `measuresOf` are; null where undefined. */
export interface MeasureErrors {
  readonly grossSharpeStandardError: number | null
  /** 95 % interval of the net Sharpe ratio, stationary bootstrap. */
  readonly netSharpeLow: number | null
  readonly netSharpeHigh: number | null
  readonly hedgedNetSharpeStandardError: number | null
  readonly hedgedNetSharpeLow: number | null
  readonly hedgedNetSharpeHigh: number | null
  /** Without the calendar year with the largest sum of that return. */
  readonly netSharpeWithoutBestYear: number | null
  readonly hedgedNetSharpeWithoutBestYear: number | null
}

export function measureErrorsOf({
  pnl,
  hedgedNet,
}: Pick<MeasureInputs, 'pnl' | 'hedgedNet'>): MeasureErrors {
  const dates = pnl.map(({ date }) => date)
  const net = pnl.map((row) => row.net)
  const hedged = hedgedNet.filter((value) => value !== null)
  const [ofNet, ofHedged] = [sharpeInterval(net), sharpeInterval(hedged)]
  return {
    grossSharpeStandardError: sharpeStandardError(pnl.map(({ gross }) => gross)),
    netSharpeLow: ofNet?.low ?? null,
    netSharpeHigh: ofNet?.high ?? null,
    hedgedNetSharpeStandardError: sharpeStandardError(hedged),
    hedgedNetSharpeLow: ofHedged?.low ?? null,
    hedgedNetSharpeHigh: ofHedged?.high ?? null,
    netSharpeWithoutBestYear: sharpeWithoutBestYear(dates, net),
    hedgedNetSharpeWithoutBestYear: sharpeWithoutBestYear(dates, hedgedNet),
  }
}
