import { writeFileSync } from 'node:fs'
import type { SyntheticMarketOptions } from '../../src/data/synthetic/draw-market.js'
import { syntheticMarket } from '../../src/data/synthetic/synthetic-market.js'

/** Columns of the file, by the factor of the synthetic market that each contains. */
const COLUMNS = { 'Mkt-RF': 0, SMB: -1, HML: 1, RMW: 2, CMA: 3, Mom: 4 } as const

/**
 * Factor returns of the synthetic market of a seed as Kenneth French's library gives them: percent
 * with two decimals, and the riskless rate among them. On `missing` SMB is left empty.
 */
export function writeFactorFile(
  file: string,
  { missing, ...options }: SyntheticMarketOptions & { readonly missing?: string },
): void {
  const { panel, truth } = syntheticMarket(options)
  const width = truth.factorNames.length
  const rows = panel.dates.map((date, t) => {
    const percent = Object.entries(COLUMNS).map(([name, at]) => {
      if (date === missing && name === 'SMB') return ''
      return (100 * truth.factorReturns[t * width + ((at + width) % width)]).toFixed(2)
    })
    return [date, ...percent, '0.01'].join(',')
  })
  writeFileSync(
    file,
    `${[['date', ...Object.keys(COLUMNS), 'RF'].join(','), ...rows].join('\n')}\n`,
  )
}
