import type { BacktestOutcome } from '../../tasks/backtest/backtest.js'
import type { RunReport } from '../../tasks/report/run-report.js'
import { reportTable } from './report-table.js'
import { count, duration } from './table.js'

/** The report of a backtest and what it published, as text; why a split failed was printed when it did. */
export function backtestText(
  { plan, published, failed }: BacktestOutcome,
  report: RunReport,
  seconds: number,
): string {
  const done = `${count(published.length, 'split')} published in ${duration(seconds)}`
  return [
    reportTable(report, { reasons: false }),
    '',
    done + (failed.length > 0 ? `, ${failed.length} failed for the reason above.` : '.'),
    ...(failed.length > 0 ? ['Run the same command again to retry them.'] : []),
    `More: residua report ${plan.run.id}`,
  ].join('\n')
}

/** The same as a value for `--json`. */
export function backtestJson(
  { plan, published, warnings, failed }: BacktestOutcome,
  report: RunReport,
  seconds: number,
) {
  return {
    run: plan.run.id,
    strategy: plan.strategy.info.name,
    dataset: plan.market.dataset.name,
    engine: plan.engine,
    windows: plan.splits.map(({ name }) => name),
    published,
    warnings,
    failed,
    seconds,
    splits: report.rows,
    all: report.all,
  }
}
