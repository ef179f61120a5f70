import { sharpeWithoutBestYear } from './best-year.js'
import { sharpeInterval } from './bootstrap.js'
import type { MeasureInputs } from './measures.js'
import type { PnlRow } from './pnl.js'
import { sharpeStandardError } from './sharpe.js'

/** Standard errors, intervals and related numbers of the Sharpe ratios of `measuresOf`; null where undefined. */
export interface MeasureErrors extends NetErrors, HedgedErrors {}

export interface NetErrors {
  readonly grossSharpeStandardError: number | null
  /** 95 % interval of the net Sharpe ratio, stationary bootstrap. */
  readonly netSharpeLow: number | null
  readonly netSharpeHigh: number | null
  /** Without the calendar year with the largest sum of net. */
  readonly netSharpeWithoutBestYear: number | null
}

export interface HedgedErrors {
  readonly hedgedNetSharpeStandardError: number | null
  readonly hedgedNetSharpeLow: number | null
  readonly hedgedNetSharpeHigh: number | null
  /** Without the calendar year with the largest sum of hedged net. */
  readonly hedgedNetSharpeWithoutBestYear: number | null
}

export function measureErrorsOf({
  pnl,
  hedgedNet,
}: Pick<MeasureInputs, 'pnl' | 'hedgedNet'>): MeasureErrors {
  return { ...netErrorsOf(pnl), ...hedgedErrorsOf(pnl, hedgedNet) }
}

export function netErrorsOf(pnl: readonly PnlRow[]): NetErrors {
  const net = pnl.map((row) => row.net)
  const interval = sharpeInterval(net)
  return {
    grossSharpeStandardError: sharpeStandardError(pnl.map(({ gross }) => gross)),
    netSharpeLow: interval?.low ?? null,
    netSharpeHigh: interval?.high ?? null,
    netSharpeWithoutBestYear: sharpeWithoutBestYear(datesOf(pnl), net),
  }
}

/** `hedgedNet` is `[T]`, the dates of `pnl`. */
export function hedgedErrorsOf(
  pnl: readonly PnlRow[],
  hedgedNet: readonly (number | null)[],
): HedgedErrors {
  const known = hedgedNet.filter((value) => value !== null)
  const interval = sharpeInterval(known)
  return {
    hedgedNetSharpeStandardError: sharpeStandardError(known),
    hedgedNetSharpeLow: interval?.low ?? null,
    hedgedNetSharpeHigh: interval?.high ?? null,
    hedgedNetSharpeWithoutBestYear: sharpeWithoutBestYear(datesOf(pnl), hedgedNet),
  }
}

function datesOf(pnl: readonly PnlRow[]): string[] {
  return pnl.map(({ date }) => date)
}
