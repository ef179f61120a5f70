import { h, mount } from './dom.js'
import { plural } from './format.js'
import { go } from './state.js'

const dataset = document.getElementById('dataset')
const strategy = document.getElementById('strategy')
const version = document.getElementById('data-version')

dataset.addEventListener('change', () => go({ dataset: dataset.value }))
strategy.addEventListener('change', () => go({ strategy: strategy.value }))

export function showHeader(state, { datasets, strategies }, entries) {
  const withRun = new Set(entries.map((entry) => entry.strategy.name))
  options(
    dataset,
    datasets.map(({ name }) => ({ value: name, label: name })),
    state.dataset,
  )
  const named = strategies.map(({ name, title }) => ({
    value: name,
    label: withRun.has(name) ? title : `${title} (no results)`,
    disabled: !withRun.has(name),
  }))
  options(strategy, named, state.strategy)
}

function options(select, choices, chosen) {
  mount(
    select,
    choices.map(({ value, label, disabled }) => h('option', { value, disabled }, label)),
  )
  select.value = chosen ?? ''
  select.disabled = choices.length === 0
}

export function showVersion({ version: number, latestDate, ageTradingDays, publishedAt }) {
  version.classList.remove('away')
  version.title = publishedAt ? `Published ${new Date(publishedAt).toLocaleString()}` : ''
  mount(
    version,
    number === 0
      ? 'nothing published'
      : [
          h('span', null, `version ${number}`),
          latestDate && h('span', null, `data to ${latestDate}`),
          ageTradingDays > 0 && h('span', null, `${plural(ageTradingDays, 'trading day')} old`),
        ],
  )
}

export function showAway() {
  version.classList.add('away')
  mount(version, 'API away, trying again')
}

export function showLocked() {
  version.classList.remove('away')
  mount(version, 'locked')
}

/** Where a key is used, a way to be rid of it. */
export function showKey(given, forget) {
  const button = h('button', { type: 'button', class: 'quiet', onclick: forget }, 'Forget key')
  mount(document.getElementById('key'), given && button)
}
