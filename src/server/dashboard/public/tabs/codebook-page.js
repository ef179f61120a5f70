import { h } from '../dom.js'
import { count, fixed, percent, plural, signedFixed, signedPercent, text } from '../format.js'
import { bar, largest } from '../marks.js'
import { hrefFor } from '../state.js'
import { table } from '../table.js'

/** Dates of a code that are listed, the newest ones. */
const DATES = 12

/** What is known of one code: its use, what happened on its days and after them, and its assets. */
export function codePage(code, { book, state, dateCodes, assetCodes }) {
  const head = [
    h('h3', null, `Code ${code.code}`),
    h('dl', { class: 'line code-line' }, factsOf(code, book)),
  ]
  return h(
    'div',
    { class: 'code-page' },
    head,
    dateCodes && datesOf(code, dateCodes),
    assetCodes && [
      assetsOn(code, assetCodes, state.date),
      h('div', { class: 'columns' }, assetTables(code)),
    ],
  )
}

function factsOf(code, { codes, module }) {
  const unit = module === 'TIME_SERIES' ? 'asset and date' : 'date'
  const total = (key) => codes.reduce((sum, each) => sum + each[key], 0)
  const share = (key) => percent(code[key] / (total(key) || 1))
  const entries = [
    [
      'Test range',
      `${count(code.usageTest)} times (${share('usageTest')})`,
      `Number of times, by ${unit}`,
    ],
    ['Training', `${count(code.usageTrain)} times (${share('usageTrain')})`],
    ['First', text(code.firstDate)],
    ['Last', text(code.lastDate)],
    ...(module === 'CROSS_SECTION' ? marketFacts(code) : []),
    ['Rank IC while active', rankICOf(code)],
  ]
  return entries.map(([label, value, title]) =>
    h('div', { title }, h('dt', null, label), h('dd', null, value)),
  )
}

/** What the market did on the days that the code encodes, and on the dates it was decided for. */
function marketFacts(code) {
  return [
    ['Market, its own days', marketOf(code.marketReturnOwnDay, code.marketSizeOwnDay)],
    ['Market, the days after', marketOf(code.marketReturnNextDay, code.marketSizeNextDay)],
  ]
}

const marketOf = (mean, size) => `${signedPercent(mean, 2)}, size ${percent(size, 2)}`

function rankICOf({ rankIC, rankICStandardError, rankICDays }) {
  if (rankIC === null) return `${plural(rankICDays, 'date')}, too few`
  return `${signedFixed(rankIC, 4)} ±\u202f${fixed(rankICStandardError, 4)} on ${plural(rankICDays, 'date')}`
}

function datesOf({ code }, dateCodes) {
  const dates = dateCodes.filter((each) => each.code === code).map(({ date }) => date)
  if (dates.length === 0) return h('p', { class: 'dim' }, 'It does not occur in the test range.')
  const newest = dates.slice(-DATES).reverse()
  const more = dates.length > DATES ? `Newest of ${count(dates.length)} dates: ` : 'Dates: '
  return h(
    'p',
    { class: 'code-dates' },
    h('span', { class: 'dim' }, more),
    newest.map((date) => [h('a', { href: hrefFor({ date, code: undefined }) }, date), ' ']),
  )
}

function assetsOn({ code }, assetCodes, date) {
  const assets = assetCodes.filter((each) => each.code === code).map(({ asset }) => asset)
  return h(
    'p',
    { class: 'code-dates' },
    h('span', { class: 'dim' }, `On ${date}: `),
    assets.length === 0
      ? 'no asset has it.'
      : assets.map(({ symbol, name }) => [h('span', { title: name }, symbol), ' ']),
  )
}

function assetTables({ nearest, sectors }) {
  if (nearest.length === 0) return h('p', { class: 'dim' }, 'It does not occur in the test range.')
  return [
    h('div', null, h('h3', null, 'Nearest assets'), nearestTable(nearest)),
    h('div', null, h('h3', null, 'Sectors'), sectorTable(sectors)),
  ]
}

function nearestTable(rows) {
  const limit = largest(rows.map((row) => row.count))
  return table({
    caption: 'Assets that had the code most often',
    columns: [
      { label: 'Asset', header: true, cell: ({ asset }) => asset.symbol },
      { label: '', fills: true, cell: ({ asset }) => asset.name ?? asset.sector },
      { label: 'Dates', numeric: true, cell: (row) => [count(row.count), bar(row.count, limit)] },
    ],
    rows,
  })
}

function sectorTable(rows) {
  const limit = largest(rows.map(({ share }) => share))
  return table({
    caption: 'Sectors of its assets',
    columns: [
      { label: 'Sector', header: true, cell: ({ sector }) => sector },
      { label: 'Share', numeric: true, cell: ({ share }) => [percent(share), bar(share, limit)] },
    ],
    rows,
  })
}
