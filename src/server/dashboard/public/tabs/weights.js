import { h } from '../dom.js'
import { count, fixed, signedPercent } from '../format.js'
import { largest, signedBar } from '../marks.js'
import { table } from '../table.js'
import { attributionTable, weightTable } from './factors.js'

const TOP = 20

/** The book of a date: decided at the close before, earning the date's return. */
export const weights = {
  name: 'weights',
  title: 'Weights',
  dates: 'all',
  parts: [
    {
      query: /* GraphQL */ `
        query Weights($split: String!, $strategy: String, $dataset: String, $date: Date!) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            weights(date: $date) { asset { symbol name sector } weight }
          }
        }
      `,
      variables: ({ date }) => ({ date }),
    },
    {
      query: /* GraphQL */ `
        query Sectors($split: String!, $strategy: String, $dataset: String) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            attribution(by: SECTOR) { label exposure contribution }
          }
        }
      `,
      variables: () => ({}),
    },
  ],
  render({ weights: book, attribution }, { state }) {
    const long = sided(book, 1)
    const short = sided(book, -1)
    const limit = largest(book.map(({ weight }) => weight))
    const sectors = bySector(book)
    return [
      h(
        'p',
        { class: 'note' },
        `Decided at the close before ${state.date}. ${exposures(long, short)}`,
      ),
      h(
        'div',
        { class: 'columns' },
        h(
          'div',
          null,
          h('h3', null, headOf('Long', long)),
          weightTable('Long', long.slice(0, TOP), limit),
        ),
        h(
          'div',
          null,
          h('h3', null, headOf('Short', short)),
          weightTable('Short', short.slice(0, TOP), limit),
        ),
        h(
          'div',
          null,
          h('h3', null, 'By sector'),
          sectorTable(sectors),
          h('h3', null, 'Net PnL by sector, test range'),
          attributionTable(attribution),
        ),
      ),
    ]
  },
}

function sided(book, sign) {
  return book
    .filter(({ weight }) => weight * sign > 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

const total = (rows) => rows.reduce((sum, { weight }) => sum + weight, 0)

const headOf = (side, rows) =>
  rows.length > TOP ? `${side}: largest ${TOP} of ${count(rows.length)}` : side

function exposures(long, short) {
  const [up, down] = [total(long), total(short)]
  return `Gross exposure ${fixed(up - down)}, net ${fixed(up + down)}: ${count(long.length)} long ${fixed(up)}, ${count(short.length)} short ${fixed(down)}.`
}

function bySector(book) {
  const sectors = new Map()
  for (const { asset, weight } of book) {
    const label = asset.sector ?? 'No sector'
    const sector = sectors.get(label) ?? { label, net: 0, gross: 0 }
    sectors.set(label, { label, net: sector.net + weight, gross: sector.gross + Math.abs(weight) })
  }
  return [...sectors.values()].sort((a, b) => b.gross - a.gross)
}

function sectorTable(rows) {
  const limit = largest(rows.map(({ net }) => net))
  return table({
    caption: 'Exposure by sector',
    columns: [
      { label: 'Sector', header: true, cell: ({ label }) => label },
      { label: 'Gross', numeric: true, cell: ({ gross }) => fixed(gross, 3) },
      {
        label: 'Net',
        numeric: true,
        cell: ({ net }) => [signedPercent(net), signedBar(net, limit)],
      },
    ],
    rows,
  })
}
