import { h } from '../dom.js'
import { fixed } from '../format.js'
import { largest } from '../marks.js'
import { hrefFor } from '../state.js'

/** Loads of every factor on every characteristic: rows in groups, columns factors, shade the size. */
export const characteristics = {
  name: 'characteristics',
  title: 'Characteristics',
  needs: 'factors',
  dates: 'all',
  parts: [
    {
      query: /* GraphQL */ `
        query Characteristics($split: String!, $strategy: String, $dataset: String, $date: Date!) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            factors { index characteristics(date: $date, top: 200) { name group value } }
          }
        }
      `,
      variables: ({ date }) => ({ date }),
    },
  ],
  render({ factors }) {
    const groups = byGroup(factors)
    if (groups.length === 0)
      return h('p', { class: 'dim' }, 'This strategy does not use characteristics.')
    return [
      h(
        'p',
        { class: 'note' },
        'Mean characteristic of each factor’s portfolio, Σ W x / Σ |W|. Ranks run from −0.5 to 0.5; a sector’s figure is its share. Shades are within a group.',
      ),
      h(
        'div',
        { class: 'heats' },
        groups.map((each) => heatmap(factors, each)),
      ),
    ]
  },
}

/** `[{ group, limit, rows: [{ name, values }] }]`, values in the order of the factors. */
function byGroup(factors) {
  const groups = new Map()
  factors.forEach((factor, k) => {
    for (const { name, group, value } of factor.characteristics) {
      if (!groups.has(group)) groups.set(group, new Map())
      const rows = groups.get(group)
      if (!rows.has(name)) rows.set(name, new Array(factors.length).fill(null))
      rows.get(name)[k] = value
    }
  })
  return [...groups].map(([group, rows]) => ({
    group,
    limit: largest([...rows.values()].flat()),
    rows: [...rows]
      .map(([name, values]) => ({ name, values }))
      .sort((a, b) => largest(b.values) - largest(a.values)),
  }))
}

function heatmap(factors, { group, limit, rows }) {
  const label = `${group} by factor`
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h(
      'table',
      { class: 'heat' },
      h('caption', { class: 'unseen' }, label),
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, group), factors.map(factorHead))),
      h(
        'tbody',
        null,
        rows.map(({ name, values }) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, name),
            values.map((value) => cell(value, limit)),
          ),
        ),
      ),
    ),
  )
}

function factorHead({ index }) {
  return h(
    'th',
    { scope: 'col', class: 'num' },
    h('a', { href: hrefFor({ tab: 'factors', factor: index }) }, `F${index}`),
  )
}

function cell(value, limit) {
  const share = limit > 0 ? Math.abs(value ?? 0) / limit : 0
  return h('td', { class: value < 0 ? 'num neg' : 'num pos', vars: { share } }, fixed(value))
}
