import { h } from './dom.js'
import { DEFAULT_COSTS, go, hrefFor } from './state.js'

/** Lag and costs of the accounts, and the range the figures are of. */
export function controls(state, range) {
  return h(
    'div',
    { class: 'controls' },
    h('h2', null, 'Cumulative PnL'),
    h(
      'fieldset',
      { class: 'switch' },
      h('legend', { class: 'unseen' }, 'Lag of the book'),
      lagChoice(state, 0, 'Lag 0', 'The book decided at the close of t−1 earns the return of t.'),
      lagChoice(state, 1, 'Lag 1', 'The book decided one day earlier, re-accounted.'),
    ),
    costInput(state, 'tradingCostBps', 'Trading', 'Cost of a unit of turnover, in basis points.'),
    costInput(
      state,
      'shortCostBps',
      'Shorting',
      'Cost of a unit of short exposure a day, in basis points.',
    ),
    range && presets(state, range),
  )
}

function lagChoice(state, lag, label, title) {
  return h(
    'label',
    { title },
    h('input', {
      type: 'radio',
      name: 'lag',
      id: `lag-${lag}`,
      value: lag,
      checked: state.lag === lag,
      onchange: () => go({ lag }),
    }),
    h('span', null, label),
  )
}

function costInput(state, key, label, title) {
  return h(
    'label',
    { class: 'field', title },
    `${label} `,
    h('input', {
      type: 'number',
      id: key,
      min: 0,
      step: 0.5,
      inputmode: 'decimal',
      value: state[key],
      onchange: ({ target }) =>
        go({ [key]: target.value === '' ? DEFAULT_COSTS[key] : Number(target.value) }),
    }),
    h('span', { class: 'unit' }, 'bp'),
  )
}

const YEARS = [10, 5, 3, 1]

/** Links to the last years and back to all; in between, dragging over the chart zooms. */
function presets(state, range) {
  const zoomed = Boolean(state.from || state.to)
  const links = YEARS.map((years) => ({
    label: `${years} y`,
    from: yearsBefore(range.to, years),
  })).filter(({ from }) => from > range.from)
  return h(
    'nav',
    { class: 'presets', 'aria-label': 'Range' },
    preset('All', 'all', {}, !zoomed),
    links.map(({ label, from }) =>
      preset(label, label, { from }, state.from === from && !state.to),
    ),
    zoomed && h('span', { class: 'chip' }, `${state.from ?? range.from} – ${state.to ?? range.to}`),
  )
}

function preset(label, id, { from, to }, current) {
  const href = hrefFor({ from, to })
  return h(
    'a',
    { href, id: `range-${id}`.replace(' ', ''), 'aria-current': current ? 'true' : null },
    label,
  )
}

/** The first day after the date `years` before. */
function yearsBefore(date, years) {
  const day = new Date(date)
  day.setUTCFullYear(day.getUTCFullYear() - years)
  day.setUTCDate(day.getUTCDate() + 1)
  return day.toISOString().slice(0, 10)
}
