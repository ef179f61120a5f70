import { datePicker } from './dates.js'
import { h } from './dom.js'
import { basisPoints, fixed, percent, plural, seconds, text } from './format.js'
import { failureNotice, warningNotice } from './notice.js'
import { hrefFor } from './state.js'
import { datesOf, missingTab, tabOf, tabsOf } from './tabs.js'

/** Head of the chosen split: what it is, its tabs, its date; the tab's own part is mounted into `body`. */
export function detail({ state, strategy, split, figures, body }) {
  const tab = tabOf(state, strategy, split)
  const missing = missingTab(state, strategy, split)
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
    warningNotice(split),
    split.status === 'FAILED'
      ? failureNotice(split)
      : figures && h('dl', { class: 'line' }, lineOf(figures.measures)),
    split.status === 'PUBLISHED' && [
      h(
        'nav',
        { class: 'tabs', 'aria-label': 'Views of the split' },
        tabsOf(strategy, split).map((each) => tabLink(each, tab)),
      ),
      missing && h('p', { class: 'note', role: 'status', id: 'missing-tab' }, missing),
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
    split.factorCount > 0 && plural(split.factorCount, 'factor'),
    seedsOf(split),
    split.trainSeconds !== null && `${seconds(split.trainSeconds)} on ${text(split.engine)}`,
    `version ${split.version}`,
  ].filter(Boolean)
}

function seedsOf({ bookSeeds, seed, factorCount }) {
  const book = `book of seed${bookSeeds.length === 1 ? '' : 's'} ${bookSeeds.join(', ')}`
  return factorCount > 0 ? `${book}; factors of seed ${seed}` : book
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
