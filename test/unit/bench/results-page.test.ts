import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { numberIn, sectionIn, tablesIn } from '../../../bench/_util/read-markdown.js'
import { apartFigures } from '../../../bench/strategies/apart.js'
import { DOW_MARKER } from '../../../bench/strategies/plan.js'
import {
  frontDisagreements,
  frontTableIn,
  methodsIn,
  ratiosDrawn,
  tableUnder,
} from '../../_util/results-page.js'

const file = (path: string) => new URL(`../../../${path}`, import.meta.url)
const readme = readFileSync(file('README.md'), 'utf8')
const page = readFileSync(file('docs/results.md'), 'utf8')
const main = sectionIn(page, 'bench:strategies') ?? ''
const dow = sectionIn(page, DOW_MARKER)

describe('README and docs/results.md', () => {
  const methods = methodsIn(main)
  const LABELS: Readonly<Record<string, string>> = {
    'attention-longconv': 'Attention, K 8',
    transformer: 'Transformer',
    ridge: 'ridge',
    'pca-ou': 'PCA + OU, K 8',
    'equal-weight': 'equal-weight market',
  }

  it('print the same of what to believe', () => {
    const believed = tablesIn(readme).find(({ titles }) => titles.includes('hedged, lag 1'))
    expect(believed?.rows).toHaveLength(Object.keys(LABELS).length)
    for (const [name = '', gross, net, hedged, netLate, hedgedLate, turnover] of believed?.rows ??
      []) {
      const label = LABELS[/`([^`]+)`/.exec(name)?.[1] ?? ''] ?? name
      const [now, late] = methods.get(label) ?? []
      expect([label, gross, net, hedged, netLate, hedgedLate]).toEqual([
        label,
        now?.grossSharpe,
        `${now?.netSharpe} ± ${now?.netError}`,
        now?.hedgedSharpe,
        late?.netSharpe,
        late?.hedgedSharpe,
      ])
      expect(Number(turnover)).toBeCloseTo(Number(now?.turnover), 2)
    }
  })

  it('print the same of 2008', () => {
    const [, printed] = /2008 alone has a hedged Sharpe ratio of ([\d.]+)/.exec(readme) ?? []
    const year = tableUnder(main, 'The default, year by year').rows.find(
      ([name]) => name === '2008',
    )
    expect(Number(printed)).toBeCloseTo(Number(year?.[3]), 1)
  })
})

it('README states what the default earned on the Dow 30 in 2021–2024, once the page does', () => {
  const figure = dow === null ? undefined : apartFigures(dow)?.get('Attention, K 8')
  if (!figure) return console.log('docs/results.md has no 2021–2024 of the default yet')
  const [, stated = ''] =
    /Dow 30 in 2021–2024[^|]*? hedged Sharpe ratio of (−?[\d.]+)/.exec(readme) ?? []
  expect(numberIn(stated)).toBeCloseTo(figure.value ?? Number.NaN, 1)
})

describe('the first page', () => {
  const parts = [
    { name: 'bench:strategies', text: main, picture: 'docs/images/results.svg' },
    { name: DOW_MARKER, text: dow ?? '', picture: 'docs/images/results-dj30.svg' },
  ]

  it.each(parts)(
    'of $name agrees with the long tables and its picture',
    ({ name, text, picture }) => {
      const front = frontTableIn(text)
      if (!front) return console.log(`${name}: docs/results.md has no first page of it yet`)
      expect(frontDisagreements(text)).toEqual([])
      const drawn = ratiosDrawn(readFileSync(file(picture), 'utf8'))
      for (const [label = '', all = '', , , , apart = ''] of front.rows) {
        const marks = drawn.get(label)
        const pairs = [
          [marks?.all, numberIn(all)],
          [marks?.apart, numberIn(apart)],
        ]
        for (const [shown, printed] of pairs) {
          if (printed === null || printed === undefined || Math.abs(printed) > 2) continue
          expect(shown, `${label} in ${picture}`).toBeCloseTo(printed, 1)
        }
      }
    },
  )

  it('takes 2021–2024 from what the part on the Dow 30 prints', () => {
    const [front, figures] = [frontTableIn(main), dow === null ? null : apartFigures(dow)]
    if (!front || !figures) return console.log('docs/results.md has not both parts yet')
    const column = front.titles.indexOf('Dow 30, 2021–2024')
    for (const cells of front.rows) {
      expect(numberIn(cells[column] ?? '')).toBe(figures.get(cells[0] ?? '')?.value ?? null)
    }
  })

  it('links a picture that is there', () => {
    for (const [, path] of page.matchAll(/!\[[^\]]*\]\((images\/[^)]+)\)/g)) {
      expect(existsSync(file(`docs/${path}`)), path).toBe(true)
    }
  })
})
