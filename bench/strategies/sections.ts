import { checks } from './bounds.js'
import { correlationTable } from './correlations.js'
import { differenceTable } from './difference-tables.js'
import { costTable, laterTable, methodsTable, yearTable } from './method-tables.js'
import { apartIn, type Parts, section } from './parts.js'
import { labelOf } from './plan.js'
import { groupTable, policyTable, predictorTable, printedTable } from './printed-tables.js'
import { runTable } from './run-table.js'
import { variantTable } from './variant-table.js'

const CRISIS = 2008

export function methodSections({ page, base, others, all, later }: Parts): string[] {
  const { from, to, dataset } = page
  const apart = apartIn(page)
  const front = others.filter(({ row }) => row.front)
  const variants = page.measured.filter(({ row }) => row.table === 'variants')
  return [
    section(
      `Every method at 5 bp, ${from}–${to}`,
      'A line for each lag. ± is one standard error of the ratio to its left.',
      methodsTable(others, all),
    ),
    section(
      `The same without ${from}: ${from + 1}–${to}`,
      `${from === CRISIS ? 'The crisis year favours contrarian books. ' : ''}Intervals are 95 %, stationary bootstrap.`,
      laterTable(others, later),
    ),
    ...(apart
      ? [
          section(
            'The same in 2021–2024 alone',
            `To ${dataset.lastDate}. The data of these years came after every choice of a setting. A ratio has a standard error of about 0.5.`,
            laterTable(others, apart),
          ),
        ]
      : []),
    section(
      'Net Sharpe ratio by trading cost',
      'The same books accounted at other costs, without fitting again: policies were trained at twice 5 bp.',
      costTable(others, all),
    ),
    ...(base
      ? [
          section(
            'Differences to the default',
            `Sharpe ratio of the default (${labelOf(base.row)}) less that of the row, both on the same resampled dates. An interval that contains 0 shows no significant difference.`,
            differenceTable(base, others, all),
          ),
          ...(apart
            ? [
                section(
                  'Differences to the default in 2021–2024 alone',
                  'As above.',
                  differenceTable(base, others, apart),
                ),
              ]
            : []),
        ]
      : []),
    ...(base && variants.length > 0
      ? [
          section(
            'The default with one setting changed',
            'Settings of [0028](decisions/0028-risk-aware-books.md) and [0031](decisions/0031-factors-that-differ.md), none chosen on these years, each run on them once.',
            variantTable(base, variants, { all, later }, page.effective),
          ),
        ]
      : []),
    section(
      'Correlations of net returns',
      'Daily, at lag 1 and 5 bp, one row a method: of net above the diagonal, of hedged net below it.',
      correlationTable(front, all),
    ),
  ]
}

export function paperSections({ page, base, others, all }: Parts): string[] {
  const { measured } = page
  return [
    section(
      'Table 2 of Attention Factors, beside ours',
      'Printed: CRSP, 39 characteristics, 1998–2021, decided and filled at one close (lag 0), no market hedge.',
      printedTable(
        measured.filter(({ row }) => row.table === 'methods' || row.id === 'equal-weight'),
        all,
      ),
    ),
    section(
      'Table 3 of Attention Factors, beside ours: a group of characteristics dropped',
      'Of the paper’s six groups these data have two, past returns and trading frictions, and sectors, which the paper does not have.',
      groupTable(measured, all),
    ),
    section(
      'Table I of Deep Learning Statistical Arbitrage, beside ours',
      'Printed: about 550 US names, 2002–2016, gross, trained without costs; ours are trained with costs, and no IPCA is here.',
      policyTable(others, all),
    ),
    section(
      'Rank ICs of the FactorVAE and STORM papers, beside ours',
      'Their other figures are beside ours in the parts on predictors and on STORM below.',
      predictorTable(
        others.filter(({ row }) => row.table === 'predictors'),
        all,
        'S&P 500',
      ),
    ),
    ...(base
      ? [
          section(
            'The default, year by year',
            'One year has a standard error of 1.',
            yearTable(base, page),
          ),
        ]
      : []),
  ]
}

export function runSections({ page, all }: Parts): string[] {
  const { measured } = page
  return [
    section(
      'The runs',
      'Computed again: one split, trained and scored once more without its checkpoints, at the commit named.',
      runTable(measured, page),
    ),
    section(
      'Bounds',
      'Figures outside these bounds count as an error until explained.',
      checks(measured, all),
    ),
  ]
}
