import { atOnce } from '../lib/turns.js'
import { sharpeWithoutBestYear } from './best-year.js'
import { sharpeSteps } from './bootstrap.js'
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
  datesPerYear,
}: Pick<MeasureInputs, 'pnl' | 'hedgedNet' | 'datesPerYear'>): MeasureErrors {
  return { ...netErrorsOf(pnl, datesPerYear), ...hedgedErrorsOf(pnl, hedgedNet, datesPerYear) }
}

function netErrorsOf(pnl: readonly PnlRow[], datesPerYear?: number): NetErrors {
  return atOnce(netErrorSteps(pnl, datesPerYear))
}

/** As `netErrorsOf`, yielding some milliseconds of work apart. */
export function* netErrorSteps(
  pnl: readonly PnlRow[],
  datesPerYear?: number,
): Generator<void, NetErrors> {
  const net = pnl.map((row) => row.net)
  const interval = yield* sharpeSteps(net, { datesPerYear })
  return {
    grossSharpeStandardError: sharpeStandardError(
      pnl.map(({ gross }) => gross),
      datesPerYear,
    ),
    netSharpeLow: interval?.low ?? null,
    netSharpeHigh: interval?.high ?? null,
    netSharpeWithoutBestYear: sharpeWithoutBestYear(datesOf(pnl), net, datesPerYear),
  }
}

/** `hedgedNet` is `[T]`, the dates of `pnl`. */
function hedgedErrorsOf(
  pnl: readonly PnlRow[],
  hedgedNet: readonly (number | null)[],
  datesPerYear?: number,
): HedgedErrors {
  return atOnce(hedgedErrorSteps(pnl, hedgedNet, datesPerYear))
}

/** As `hedgedErrorsOf`, yielding some milliseconds of work apart. */
export function* hedgedErrorSteps(
  pnl: readonly PnlRow[],
  hedgedNet: readonly (number | null)[],
  datesPerYear?: number,
): Generator<void, HedgedErrors> {
  const known = hedgedNet.filter((value) => value !== null)
  const interval = yield* sharpeSteps(known, { datesPerYear })
  return {
    hedgedNetSharpeStandardError: sharpeStandardError(known, datesPerYear),
    hedgedNetSharpeLow: interval?.low ?? null,
    hedgedNetSharpeHigh: interval?.high ?? null,
    hedgedNetSharpeWithoutBestYear: sharpeWithoutBestYear(datesOf(pnl), hedgedNet, datesPerYear),
  }
}

function datesOf(pnl: readonly PnlRow[]): string[] {
  return pnl.map(({ date }) => date)
}
