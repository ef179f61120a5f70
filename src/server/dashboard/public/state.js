/** What a view shows lives in the URL hash, so that it can be shared, and back goes back. */

const TEXT_KEYS = ['dataset', 'strategy', 'from', 'to', 'split', 'tab', 'date', 'module']
const NUMBER_KEYS = ['lag', 'tradingCostBps', 'shortCostBps', 'factor', 'code', 'capital', 'lot']

export const DEFAULT_COSTS = { tradingCostBps: 5, shortCostBps: 1 }

const DEFAULTS = { ...DEFAULT_COSTS, lag: 0, factor: 0, lot: 1 }

const SPLIT_CHOICES = { date: undefined, factor: undefined, code: undefined }
const STRATEGY_CHOICES = { ...SPLIT_CHOICES, split: undefined }

export function readState(hash = location.hash) {
  const params = new URLSearchParams(hash.replace(/^#/, ''))
  const state = { ...DEFAULTS, compare: params.get('compare')?.split(',').filter(Boolean) ?? [] }
  for (const key of TEXT_KEYS) if (params.get(key)) state[key] = params.get(key)
  for (const key of NUMBER_KEYS) {
    const value = Number(params.get(key) || Number.NaN)
    if (Number.isFinite(value)) state[key] = value
  }
  return state
}

/** The hash of the present view with some choices changed; what depends on them is forgotten. */
export function hrefFor(changes, state = readState()) {
  const next = { ...state, ...dependents(changes, state), ...changes }
  const params = new URLSearchParams()
  for (const key of [...TEXT_KEYS, ...NUMBER_KEYS]) {
    if (next[key] !== undefined && next[key] !== DEFAULTS[key]) params.set(key, next[key])
  }
  if (next.compare.length > 0) params.set('compare', next.compare.join(','))
  return `#${params}`.replaceAll('%2C', ',')
}

function dependents(changes, state) {
  if ('dataset' in changes) return { ...STRATEGY_CHOICES, from: undefined, to: undefined }
  if ('strategy' in changes)
    return { ...STRATEGY_CHOICES, compare: swapped(state, changes.strategy) }
  if ('split' in changes) return SPLIT_CHOICES
  return {}
}

/** A compared strategy that becomes the chosen one leaves its place to the one it replaces. */
function swapped({ strategy, compare }, chosen) {
  if (!strategy) return compare.filter((name) => name !== chosen)
  return compare.map((name) => (name === chosen ? strategy : name))
}

/** Goes to a changed view; `replace` leaves no step in the history (sliders, zooms). */
export function go(changes, { replace = false } = {}) {
  const href = hrefFor(changes)
  if (!replace) {
    location.hash = href
    return
  }
  history.replaceState(null, '', href)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}
