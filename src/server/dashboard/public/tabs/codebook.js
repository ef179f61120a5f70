import { h } from '../dom.js'
import { fixed, percent } from '../format.js'
import { hrefFor } from '../state.js'
import { codeStrip, usageChart } from './codebook-figures.js'
import { codePage } from './codebook-page.js'

const MODULES = [
  { module: 'CROSS_SECTION', label: 'Codes of dates' },
  { module: 'TIME_SERIES', label: 'Codes of assets' },
]

/** The codes of the test range under its PnL, how often each is used, and what happened with one. */
export const codebook = {
  name: 'codebook',
  title: 'Codebook',
  needs: 'codebook',
  dates: 'all',
  parts: [
    {
      query: /* GraphQL */ `
        query Codebook($split: String!, $strategy: String, $dataset: String, $module: CodebookModule!) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            codebook(module: $module) {
              module size used perplexityTrain perplexityTest persistence
              marketShareOwnDay marketShareNextDay marketSizeShareOwnDay marketSizeShareNextDay
              codes {
                code usageTrain usageTest firstDate lastDate
                rankIC rankICStandardError rankICDays
                marketReturnOwnDay marketSizeOwnDay marketReturnNextDay marketSizeNextDay
                nearest { asset { symbol name sector } count }
                sectors { sector share }
              }
            }
          }
        }
      `,
      variables: (state) => ({ module: moduleOf(state) }),
    },
    {
      query: /* GraphQL */ `
        query Codes(
          $split: String!, $strategy: String, $dataset: String, $date: Date!, $ofAssets: Boolean!
        ) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            dateCodes: codes(module: CROSS_SECTION) @skip(if: $ofAssets) { date code }
            assetCodes: codes(module: TIME_SERIES, from: $date, to: $date) @include(if: $ofAssets) {
              code asset { symbol name }
            }
            pnlSeries { dates net }
          }
        }
      `,
      variables: (state) => ({ date: state.date, ofAssets: moduleOf(state) === 'TIME_SERIES' }),
    },
  ],
  render({ codebook: book, dateCodes, assetCodes, pnlSeries }, { state }) {
    const chosen = chosenCode(book, { dateCodes, assetCodes }, state)
    return [
      moduleLinks(book.module),
      h('p', { class: 'note' }, sentence(book)),
      dateCodes && codeStrip({ codes: dateCodes, book, pnlSeries, date: state.date, chosen }),
      usageChart(book, chosen),
      codePage(book.codes[chosen], { book, state, dateCodes, assetCodes }),
    ]
  },
}

const moduleOf = ({ module }) => (module === 'TIME_SERIES' ? module : 'CROSS_SECTION')

/** The code that is asked for, else that of the date, else the one used most. */
function chosenCode({ codes, size }, { dateCodes }, { code, date }) {
  if (code >= 0 && code < size) return code
  const ofDate = dateCodes?.find((each) => each.date === date)
  if (ofDate) return ofDate.code
  const most = codes.reduce((best, each) => (each.usageTest > best.usageTest ? each : best))
  return most.code
}

function moduleLinks(current) {
  return h(
    'nav',
    { class: 'modules', 'aria-label': 'Codebook' },
    MODULES.map(({ module, label }) =>
      h(
        'a',
        {
          href: hrefFor({ module, code: undefined }),
          id: `module-${module}`,
          'aria-current': module === current ? 'true' : null,
        },
        label,
      ),
    ),
  )
}

/** What codes encode, beside what they do not predict. */
function sentence({ size, used, perplexityTrain, perplexityTest, persistence, ...book }) {
  const usage = `${used} of ${size} codes occur in the test range; perplexity ${fixed(perplexityTest, 1)}, in training ${fixed(perplexityTrain, 1)}.`
  const kept = `${percent(persistence, 0)} of the codes are those of the date before.`
  return `Codes encode what happened, not what will. ${encoded(book)} ${kept} ${usage}`
}

function encoded(book) {
  if (book.module === 'TIME_SERIES') return 'Each asset has a code of its own newest bars.'
  const own = `${percent(book.marketShareOwnDay, 0)} of the variance of the market’s return and ${percent(book.marketSizeShareOwnDay, 0)} of that of its size`
  const next = `${percent(book.marketShareNextDay, 0)} and ${percent(book.marketSizeShareNextDay, 0)}`
  return `They explain ${own} on the day that they encode, ${next} on the next day (adjusted for the number of codes: about 0 is nothing).`
}
