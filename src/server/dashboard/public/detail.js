import { datePicker } from './dates.js'
import { h } from './dom.js'
import { basisPoints, fixed, percent, plural, seconds, text } from './format.js'
import { failureNotice } from './notice.js'
import { hrefFor } from './state.js'
import { characteristics } from './tabs/characteristics.js'
import { factors } from './tabs/factors.js'
import { orders } from './tabs/orders.js'
import { residuals } from './tabs/residuals.js'
import { training } from './tabs/training.js'
import { weights } from './tabs/weights.js'

/**
 * The views of a split, in the order of the flow. Each is `{ name, title, dates, parts, render(split,
 * context) }`: `dates` is 'none', 'realised', or 'all' with the live split's next date; `parts` are
 * queries `{ query, variables(state) }` of the same split, apart where they change at different times.
 */
export const TABS = [characteristics, factors, residuals, weights, orders, training]

export const tabOf = (state) => TABS.find(({ name }) => name === state.tab) ?? TABS[0]

/** The dates a tab can show of a split. */
export function datesOf(tab, split, figures) {
  const realised = figures?.pnlSeries.dates ?? []
  if (tab.dates === 'all' && split.nextDate) return [...realised, split.nextDate]
  return realised
}

/** Head of the chosen split: what it is, its tabs, its date; the tab's own part is mounted into `body`. */
export function detail({ state, split, figures, body }) {
  const tab = tabOf(state)
  const dates = datesOf(tab, split, figures)
  return [
    h(
      'div',
      { class: 'title' },
      h('h2', null, split.name),
      h(
        'p',
        { class: 'facts' },
        factsOf(split).map((fact) => h('span', null, fact)),
      ),
    ),
    split.status === 'FAILED'
      ? failureNotice(split)
      : figures && h('dl', { class: 'line' }, lineOf(figures.measures)),
    split.status === 'PUBLISHED' && [
      h(
        'nav',
        { class: 'tabs', 'aria-label': 'Views of the split' },
        TABS.map((each) => tabLink(each, tab)),
      ),
      tab.dates !== 'none' &&
        dates.length > 0 &&
        datePicker({ date: state.date, dates, pnlSeries: figures.pnlSeries }),
      body,
    ],
  ]
}

function tabLink({ name, title }, current) {
  return h(
    'a',
    {
      href: hrefFor({ tab: name }),
      id: `tab-${name}`,
      'aria-current': name === current.name ? 'page' : null,
    },
    title,
  )
}

function factsOf(split) {
  return [
    `trained ${split.train.from} – ${split.train.to}`,
    `tested ${split.test.from} – ${split.test.to}`,
    split.live && `live, next date ${text(split.nextDate)}`,
    plural(split.assetCount, 'asset'),
    plural(split.factorCount, 'factor'),
    `book of seed${split.bookSeeds.length === 1 ? '' : 's'} ${split.bookSeeds.join(', ')}; factors of seed ${split.seed}`,
    split.trainSeconds !== null && `${seconds(split.trainSeconds)} on ${text(split.engine)}`,
    `version ${split.version}`,
  ].filter(Boolean)
}

function lineOf(m) {
  const entries = [
    ['Net Sharpe', `${fixed(m.netSharpe)} ±\u202f${fixed(m.netSharpeStandardError)}`],
    ['Hedged', fixed(m.hedgedNetSharpe)],
    ['Gross', fixed(m.grossSharpe)],
    ['Net return', percent(m.meanNet)],
    ['Volatility', percent(m.volatility)],
    ['Drawdown', percent(m.maxDrawdown)],
    ['Turnover', fixed(m.turnover, 3)],
    ['Break-even', basisPoints(m.breakEvenCostBps)],
    ['Beta', fixed(m.marketBeta)],
  ]
  return entries.map(([label, value]) => h('div', null, h('dt', null, label), h('dd', null, value)))
}
