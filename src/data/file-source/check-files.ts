import { inspect } from '../quality/quality.js'
import type { QualityReport } from '../quality/report.js'
import { type SessionPrices, sessionPrices } from '../trading-dates.js'
import type { OnProgress } from './context.js'
import type { MarketFiles, ReadOptions } from './market-files.js'
import { readFiles } from './read-files.js'

/** The quality report of files; bad input is a UserError. Stores nothing. */
export async function checkFiles(options: ReadOptions): Promise<QualityReport> {
  await using market = await readFiles(options)
  return reportOf(market, sessionsIn(market, options), options.onProgress)
}

/** The sessions among the dates of files. */
export function sessionsIn(
  { prices }: MarketFiles,
  { calendar, sessionCoverage }: Pick<ReadOptions, 'calendar' | 'sessionCoverage'>,
): SessionPrices {
  return sessionPrices(prices, { calendar, coverage: sessionCoverage })
}

export function reportOf(
  market: MarketFiles,
  sessions: SessionPrices,
  onProgress?: OnProgress,
): QualityReport {
  onProgress?.({ stage: 'inspect', fraction: 0 })
  const { files, found } = market
  const report = inspect({ ...market, ...sessions }, { files, found })
  onProgress?.({ stage: 'inspect', fraction: 1 })
  return report
}
