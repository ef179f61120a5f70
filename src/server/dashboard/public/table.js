import { h } from './dom.js'

/**
 * A table. A column is `{ label, title?, numeric?, wide?, roomy?, fills?, spills?, header?, cell(row) }`:
 * `wide` ones leave narrow screens, `roomy` ones middling ones too, one that `fills` takes the room
 * that is left, a `header` one names its row, long text in one that `spills` runs over the empty cells
 * after it.
 */
export function table({ caption, columns, rows, rowProps = () => null, id }) {
  return h(
    'div',
    { class: 'scroll', id, tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      null,
      h('caption', { class: 'unseen' }, caption),
      h('thead', null, h('tr', null, columns.map(headCell))),
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            rowProps(row),
            columns.map((column) => bodyCell(column, row)),
          ),
        ),
      ),
    ),
  )
}

const classOf = ({ numeric, wide, roomy, fills, spills }) =>
  [numeric && 'num', wide && 'wide', roomy && 'roomy', fills && 'fills', spills && 'spills']
    .filter(Boolean)
    .join(' ') || null

function headCell(column) {
  return h('th', { scope: 'col', class: classOf(column), title: column.title }, column.label)
}

function bodyCell(column, row) {
  const props = { class: classOf(column), scope: column.header ? 'row' : null }
  return h(column.header ? 'th' : 'td', props, column.cell(row))
}
