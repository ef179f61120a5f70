import { ApiError, AWAY, ask, forgetAnswers, isAbort } from './api.js'
import { controls } from './controls.js'
import { createCurve } from './curve.js'
import { detail } from './detail.js'
import { h, mount } from './dom.js'
import { showAway, showHeader, showKey, showLocked, showVersion } from './header.js'
import { headline, skeleton } from './headline.js'
import { asksForKey, forgetKey, keyNotice, readKey } from './key.js'
import { legend } from './legend.js'
import { emptyNotice, errorNotice } from './notice.js'
import { CATALOGUE, DATA_VERSION, figuresQuery } from './queries.js'
import { commonRange, narrowed } from './series.js'
import { splitsTable } from './splits.js'
import { readState } from './state.js'
import { tabOf } from './tabs.js'
import { lineup, withSplit, withStrategy } from './view.js'

const POLL_MS = 10_000

const part = (id) => document.getElementById(id)
const sections = ['headline', 'curve', 'splits', 'detail'].map(part)
const curve = createCurve({ chartRoot: part('curve-chart'), legendRoot: part('curve-legend') })
const tabBody = h('div', { class: 'tab-body' })

/** The data version on show; a poll that finds another one shows everything again. */
let version
let turn = 0
/** What the chart shows, so that a choice that does not concern it does not draw it again. */
let drawn = ''
/** The view last shown; another split of its strategy is scrolled to. */
let revealed = {}

async function show() {
  const mine = ++turn
  const isCurrent = () => mine === turn
  try {
    await showAll(readState(), isCurrent)
  } catch (error) {
    if (isAbort(error) || !isCurrent()) return
    if (!(error instanceof ApiError)) throw error
    showErrors(error.errors)
    if (version === undefined || error.errors.some(({ code }) => code !== AWAY)) hideAll()
  } finally {
    if (isCurrent()) for (const section of sections) section.setAttribute('aria-busy', 'false')
  }
}

async function showAll(asked, isCurrent) {
  const catalogue = await loadCatalogue(asked)
  if (!isCurrent()) return
  const entries = lineup(catalogue.data)
  const state = withStrategy(asked, catalogue.data, entries)
  showHeader(state, catalogue.data, entries)
  if (entries.length === 0) return showEmpty(state, catalogue)

  const chosen = entries.find(({ strategy }) => strategy.name === state.strategy)
  busy(part('headline'), part('curve'), part('splits'))
  const { entriesWithFigures, errors } = await loadFigures(state, entries)
  if (!isCurrent()) return
  showErrors([...catalogue.errors, ...errors])
  const mine = entriesWithFigures.find(({ strategy }) => strategy === chosen.strategy)
  const figures = new Map(mine.figures.map((each) => [each.name, each]))
  const view = withSplit(state, chosen, figures)
  showFigures(view, mine, entriesWithFigures)
  await showDetail(view, chosen, figures, isCurrent)
  const isOther = revealed.strategy === view.strategy && revealed.split !== view.split
  if (isOther && asked.split) reveal(part('detail'))
  revealed = view
}

/** Scrolls to an element, unless it is in sight. */
function reveal(element) {
  const { top } = element.getBoundingClientRect()
  if (top < 0 || top > innerHeight * 0.7) element.scrollIntoView()
}

async function loadCatalogue({ dataset }) {
  const answer = await ask({ slot: 'catalogue', version, query: CATALOGUE, variables: { dataset } })
  const { dataVersion } = answer.data
  if (version !== dataVersion.version) {
    version = dataVersion.version
    showVersion(dataVersion)
  }
  return answer
}

/** Measures of every strategy's run, with the splits of the chosen and the compared. */
async function loadFigures(state, entries) {
  const shown = new Set([state.strategy, ...state.compare])
  const runs = entries.map(({ run, strategy }) => ({ id: run.id, shown: shown.has(strategy.name) }))
  const batches = await Promise.all(
    inBatches(runs).map((batch, i) => askFigures(state, batch, `figures ${i}`)),
  )
  const found = batches.flatMap((batch) => batch.found)
  const entriesWithFigures = entries.map((entry, i) => ({
    ...entry,
    measures: found[i]?.measures,
    figures: found[i]?.splits ?? [],
  }))
  return { entriesWithFigures, errors: batches.flatMap(({ errors }) => errors) }
}

/** The API allows 15 aliases in a query, and each run is one. */
const RUNS_PER_QUERY = 12

function inBatches(runs) {
  const count = Math.ceil(runs.length / RUNS_PER_QUERY)
  return Array.from({ length: count }, (_, i) =>
    runs.slice(i * RUNS_PER_QUERY, (i + 1) * RUNS_PER_QUERY),
  )
}

/** What is found of each run, in their order. */
async function askFigures({ from, to, lag, tradingCostBps, shortCostBps }, runs, slot) {
  const ids = Object.fromEntries(runs.map(({ id }, i) => [`r${i}`, id]))
  const { data, errors } = await ask({
    slot,
    version,
    query: figuresQuery(runs),
    variables: { ...ids, from, to, lag, tradingCostBps, shortCostBps },
  })
  return { found: runs.map((_, i) => data[`r${i}`]), errors }
}

function showFigures(state, mine, entries) {
  for (const section of sections) section.hidden = false
  const full = commonRange([mine.figures])
  mount(part('headline'), headline({ ...mine, range: full && narrowed(full, state) }))
  const figures = new Map(mine.figures.map((each) => [each.name, each]))
  mount(part('splits'), splitsTable(state, mine.splits, figures))

  const { date, tab, factor, module, code, capital, lot, ...chartState } = state
  const wanted = JSON.stringify([version, chartState])
  if (wanted !== drawn) curve.update(state, toShown(mine, entries))
  drawn = wanted
  mount(part('curve-head'), controls(state, full))
  mount(part('curve-legend'), legend(state, entries))
  curve.showValues()
}

/** The curves' input: the chosen strategy first. A split's status comes from the catalogue. */
function toShown(mine, entries) {
  const others = entries.filter((entry) => entry !== mine && entry.figures.length > 0)
  return [mine, ...others].map(({ strategy, hue, splits, figures }) => {
    const statuses = new Map(splits.map(({ name, status }) => [name, status]))
    const withStatus = figures.map((each) => ({ ...each, status: statuses.get(each.name) }))
    return { strategy: strategy.name, hue, splits: withStatus }
  })
}

async function showDetail(state, { strategy, splits }, figures, isCurrent) {
  const split = splits.find(({ name }) => name === state.split)
  const body = split.status === 'PUBLISHED' ? tabBody : null
  mount(part('detail'), detail({ state, strategy, split, figures: figures.get(split.name), body }))
  if (!body) return
  const tab = tabOf(state, strategy, split)
  const tabs = part('detail').querySelector('.tabs')
  tabs.scrollLeft = tabs.querySelector('[aria-current]').offsetLeft - tabs.clientWidth / 2
  if (tab.dates !== 'none' && !state.date) {
    return mount(tabBody, h('p', { class: 'dim' }, 'No test date has happened yet.'))
  }
  busy(tabBody)
  try {
    const { found, errors } = await loadTab(tab, state)
    if (!isCurrent()) return
    const content = found && tab.render(found, { state, split, splits })
    mount(tabBody, errors.length > 0 && errorNotice(errors, show), content)
  } catch (error) {
    if (isAbort(error) || !isCurrent()) return
    if (!(error instanceof ApiError)) throw error
    mount(tabBody, errorNotice(error.errors, show))
  } finally {
    if (isCurrent()) tabBody.setAttribute('aria-busy', 'false')
  }
}

/** The parts of a tab, put together to one split; null where one of them failed. */
async function loadTab({ parts }, state) {
  const { split, strategy, dataset } = state
  const answers = await Promise.all(
    parts.map(({ query, variables }, i) =>
      ask({
        slot: `tab ${i}`,
        version,
        query,
        variables: { split, strategy, dataset, ...variables(state) },
      }),
    ),
  )
  const found = answers.every(({ data }) => data.split)
  return {
    found: found ? Object.assign({}, ...answers.map(({ data }) => data.split)) : null,
    errors: answers.flatMap(({ errors }) => errors),
  }
}

function showEmpty(state, { data, errors }) {
  hideAll()
  drawn = ''
  showErrors(errors)
  const strategy = readState().strategy ?? data.strategies[0].name
  mount(part('headline'), emptyNotice({ ...state, strategy, datasets: data.datasets }))
  part('headline').hidden = false
}

function hideAll() {
  for (const section of sections) section.hidden = true
}

function showErrors(errors) {
  const locked = errors.filter(asksForKey)
  if (locked.length === 0) {
    mount(part('notice'), errors.length > 0 && errorNotice(errors, show))
    return
  }
  showLocked()
  mount(part('notice'), keyNotice(locked, useKey))
  document.getElementById('api-key').focus()
}

function useKey() {
  forgetAnswers()
  showKey(readKey() !== null, leave)
  return show()
}

/** Forgets the key, and everything that was shown with it. */
function leave() {
  forgetKey()
  version = undefined
  drawn = ''
  return useKey()
}

function busy(...elements) {
  for (const element of elements) element.setAttribute('aria-busy', 'true')
}

async function poll() {
  if (document.hidden || document.getElementById('api-key')) return
  try {
    const { data } = await ask({ slot: 'poll', query: DATA_VERSION })
    showVersion(data.dataVersion)
    if (data.dataVersion.version === version) return
    version = data.dataVersion.version
    await show()
  } catch (error) {
    if (isAbort(error)) return
    if (!(error instanceof ApiError)) throw error
    if (!error.errors.some(asksForKey)) return showAway()
    // Revoked or expired: the tab may no longer show what it showed.
    forgetAnswers()
    await show()
  }
}

mount(part('headline'), skeleton())
showKey(readKey() !== null, leave)
window.addEventListener('hashchange', show)
document.addEventListener('visibilitychange', poll)
setInterval(poll, POLL_MS)
show()
