import { datesOf, tabOf } from './tabs.js'

/** What a view shows once defaults are filled in from what there is. Pure. */

/** Strategies with an answering run, in the API's order: `[{ strategy, run, splits, hue }]`. */
export function lineup({ strategies, splits }) {
  return strategies.flatMap((strategy, hue) => {
    const own = splits.filter((split) => split.strategy === strategy.name)
    return own.length === 0 ? [] : [{ strategy, run: own[0].run, splits: own, hue: hue % 6 }]
  })
}

/**
 * The state with dataset and strategy that exist (the first of the catalogue where none is asked
 * for), and comparisons that can be drawn.
 */
export function withStrategy(state, catalogue, entries) {
  const names = entries.map(({ strategy }) => strategy.name)
  const strategy = names.includes(state.strategy) ? state.strategy : names[0]
  return {
    ...state,
    dataset: state.dataset ?? entries[0]?.run.dataset.name ?? catalogue.datasets[0]?.name,
    strategy,
    compare: state.compare.filter((name) => names.includes(name) && name !== strategy),
  }
}

/** The state with a split and a date that exist; the newest split with PnL where none is asked for. */
export function withSplit(state, { strategy, splits }, figures) {
  const published = splits.filter(({ status }) => status === 'PUBLISHED')
  const scored = published.filter(({ name }) => figures.get(name)?.pnlSeries.dates.length > 0)
  const asked = splits.find(({ name }) => name === state.split)
  const split = asked ?? scored.at(-1) ?? published.at(-1) ?? splits.at(-1)
  const dates = datesOf(tabOf(state, strategy, split), split, figures.get(split.name))
  const date = dates.includes(state.date) ? state.date : dates.at(-1)
  return { ...state, split: split.name, date }
}
