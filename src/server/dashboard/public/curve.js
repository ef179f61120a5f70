import { createChart } from './chart.js'
import { h, mount } from './dom.js'
import { signedPercent } from './format.js'
import { showAtCursor } from './legend.js'
import { align, commonRange, curvesOf, dailyReturns, narrowed, toDate } from './series.js'
import { go } from './state.js'

/**
 * Cumulative net, hedged net and gross PnL of the shown strategies on the same dates, starting at 0
 * where the range starts. The hue tells the strategy, the stroke the kind.
 */
const KINDS = [
  { kind: 'gross', width: 1, faint: true },
  { kind: 'hedgedNet', width: 1.25, dash: [5, 3] },
  { kind: 'net', width: 1.75 },
]

export function createCurve({ chartRoot, legendRoot }) {
  const readout = h('p', { class: 'readout', 'aria-live': 'off' })
  const canvas = h('div', { class: 'chart' })
  mount(chartRoot, readout, canvas)
  let lines = []
  let splits = []
  let chosen = ''

  const chart = createChart(canvas, {
    onZoom: ({ from, to }) => go({ from, to }),
    onPick: (date) => {
      const split = splits.find(({ test }) => test.from <= date && date <= test.to)
      if (split) go({ split: split.name })
    },
    onCursor: showValues,
  })

  /** The values at an index of the axis, else the last ones. */
  function showValues(i) {
    if (!lines[0]?.times.length) return
    const at = i ?? lines[0].times.length - 1
    const lookUp = (strategy, kind) =>
      lines.find((line) => line.strategy === strategy && line.kind === kind)?.values[at]
    showAtCursor(legendRoot, lookUp)
    mount(
      readout,
      readoutOf(toDate(lines[0].times[at]), (kind) => lookUp(chosen, kind)),
    )
  }

  return {
    showValues,

    /** `shown`: `[{ strategy, hue, splits }]`, the chosen one first. */
    update(state, shown) {
      const common = commonRange(shown.map((each) => each.splits))
      canvas.parentElement.hidden = !common
      if (!common) return
      const range = narrowed(common, state)
      const curves = shown.flatMap((each, i) => curvesOfStrategy(each, range, i === 0))
      const [times, ...columns] = align(curves)
      splits = shown[0].splits
      chosen = shown[0].strategy
      lines = curves.map((curve, i) => ({ ...curve, times, values: columns[i] }))
      canvas.parentElement.hidden = times.length === 0
      if (times.length === 0) return
      canvas.setAttribute('role', 'img')
      canvas.setAttribute('aria-label', describe(chosen, lines, range))
      chart.update({
        data: [times, ...columns],
        curves,
        marks: splits.map((split) => markOf(split, state.split)),
      })
    },
  }
}

function curvesOfStrategy({ strategy, hue, splits }, range, withGross) {
  const { dates, ...values } = curvesOf(dailyReturns(splits, range))
  return KINDS.filter(({ kind }) => withGross || kind !== 'gross').map((style) => ({
    ...style,
    strategy,
    hue: `series-${hue}`,
    dates,
    values: values[style.kind],
  }))
}

function markOf({ name, test, status }, chosenSplit) {
  return { ...test, chosen: name === chosenSplit, failed: status === 'FAILED' }
}

function readoutOf(date, lookUp) {
  const value = (label, kind) => [
    h('span', { class: `key ${kind}` }),
    `${label} `,
    h('b', null, signedPercent(lookUp(kind) ?? null)),
  ]
  return [
    h('time', null, date),
    h('span', null, value('net', 'net')),
    h('span', null, value('hedged net', 'hedgedNet')),
    h('span', null, value('gross', 'gross')),
    h('span', { class: 'hint dim' }, 'drag to zoom, double click for all, click for a split'),
  ]
}

function describe(strategy, lines, { from, to }) {
  const last = (kind) => {
    const values = lines.find((line) => line.strategy === strategy && line.kind === kind)?.values
    return signedPercent(values?.findLast((value) => typeof value === 'number') ?? null)
  }
  return `Cumulative PnL of ${strategy} from ${from} to ${to}: net ${last('net')}, hedged net ${last('hedgedNet')}, gross ${last('gross')}`
}
