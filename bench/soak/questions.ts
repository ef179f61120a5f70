import { at } from '../../src/lib/at.js'
import type { BenchMarket } from '../_util/sample-market.js'
import type { ExpectedSplit, State } from './states.js'

/** A request and the check of its answer at the data version that the answer reports. */
export interface Question {
  readonly kind: string
  readonly path: string
  readonly query?: string
  readonly variables?: Readonly<Record<string, string>>
  /** The data version of a correct answer; throws for a wrong one. */
  check(body: string, headers: Headers, stateAt: (version: number) => State): number
}

type Draw = (count: number) => number

/** Checks identities 1 to 3 and a single version within each answer, for every route of the API. */
export function questionsOf(market: BenchMarket): ((draw: Draw) => Question)[] {
  const splitOf = (draw: Draw) => at(market.splits, draw(market.splits.length)).name
  return [
    (draw) => pnlRows(splitOf(draw)),
    (draw) => pnlRows(splitOf(draw)),
    (draw) => oneDate(market, splitOf(draw), draw(252)),
    () => allSplits(),
    (draw) => pnlFile(splitOf(draw)),
    (draw) => residualFile(market, splitOf(draw)),
  ]
}

interface PnlRow {
  readonly date: string
  readonly gross: number
  readonly cost: number
  readonly net: number
  readonly turnover: number
  readonly shortExposure: number
}

function pnlRows(split: string): Question {
  const query = `query ($split: String!) { dataVersion { version } split(name: $split) { version
    pnl { date gross cost net turnover shortExposure } } }`
  return graphql(
    'pnl rows',
    { query, variables: { split } },
    ({ dataVersion, split: found }, stateAt) => {
      const expected = versionOf(stateAt(dataVersion.version), split, found.version)
      checkPnl(found.pnl, expected)
      return dataVersion.version
    },
  )
}

function oneDate(market: BenchMarket, split: string, t: number): Question {
  const year = Number(split.slice(-4))
  const first = market.dates.findIndex((date) => date >= `${year}-01-01`)
  const date = at(market.dates, first + t)
  const query = `query ($split: String!, $date: Date!) {
    dataVersion { version } split(name: $split) { version
      weights(date: $date) { asset { symbol } weight }
      residualVector(date: $date) { version assets values }
      pnl(from: $date, to: $date) { gross turnover } } }`
  return graphql(
    'a date',
    { query, variables: { split, date } },
    ({ dataVersion, split: found }, stateAt) => {
      const expected = versionOf(stateAt(dataVersion.version), split, found.version)
      equal('version of the residuals', found.residualVector.version, found.version)
      const book = new Map<string, number>(
        found.weights.map((row: { asset: { symbol: string }; weight: number }) => [
          row.asset.symbol,
          row.weight,
        ]),
      )
      let [size, gross] = [0, 0]
      market.assets.forEach((symbol, i) => {
        const weight = book.get(symbol) ?? 0
        equal(`weight of ${symbol}`, Math.fround(weight), expected.books[t]?.[i])
        equal('residual', Math.fround(found.residualVector.values[i]), expected.residuals[t]?.[i])
        size += Math.abs(weight)
        gross += weight * at(market.returns, (first + t) * market.assets.length + i)
      })
      near('Σ|w|', size, 1, 1e-6)
      near('gross of the book', found.pnl[0].gross, gross, 1e-6)
      near('turnover', found.pnl[0].turnover, at(expected.turnover, t), 1e-9)
      return dataVersion.version
    },
  )
}

function allSplits(): Question {
  const query = '{ dataVersion { version } splits { name version pnlSeries { gross turnover } } }'
  return graphql('all splits', { query }, ({ dataVersion, splits }, stateAt) => {
    const state = stateAt(dataVersion.version)
    equal('number of splits', splits.length, state.size)
    for (const { name, version, pnlSeries } of splits) {
      const expected = versionOf(state, name, version)
      expected.gross.forEach((gross, t) => {
        near('gross', pnlSeries.gross[t], gross, 1e-9)
        near('turnover', pnlSeries.turnover[t], at(expected.turnover, t), 1e-9)
      })
    }
    return dataVersion.version
  })
}

function pnlFile(split: string): Question {
  return {
    kind: 'PnL as a file',
    path: `/export/latest/${split}/pnl.ndjson`,
    check(body, headers, stateAt) {
      const version = Number(headers.get('x-data-version'))
      const rows: { date: string; gross: number; turnover: number }[] = body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      const expected = stateAt(version).get(split) as ExpectedSplit
      equal('rows', rows.length, expected.dates.length)
      rows.forEach((row, t) => {
        equal('date', row.date, expected.dates[t])
        near('gross', row.gross, at(expected.gross, t), 1e-9)
        near('turnover', row.turnover, at(expected.turnover, t), 1e-9)
      })
      return version
    },
  }
}

function residualFile(market: BenchMarket, split: string): Question {
  return {
    kind: 'residuals as a file',
    path: `/export/latest/${split}/residuals.csv`,
    check(body, headers, stateAt) {
      const version = Number(headers.get('x-data-version'))
      const { dates, residuals } = stateAt(version).get(split) as ExpectedSplit
      const n = market.assets.length
      let [row, start] = [0, body.indexOf('\n') + 1]
      for (let end = body.indexOf('\n', start); end > 0; end = body.indexOf('\n', start), row++) {
        const [t, i] = [Math.floor(row / n), row % n]
        const before = `${dates[t]},${market.assets[i]},`
        if (!body.startsWith(before, start)) throw new Error(`row ${row} is not ${before}`)
        const value = Number(body.slice(start + before.length, end))
        equal('residual', Math.fround(value), residuals[t]?.[i])
        start = end + 1
      }
      equal('rows', row, dates.length * n)
      return version
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with expected values
type Data = any

function graphql(
  kind: string,
  asked: Pick<Question, 'query' | 'variables'>,
  check: (data: Data, stateAt: (version: number) => State) => number,
): Question {
  return {
    kind,
    path: '/graphql',
    ...asked,
    check(body, _headers, stateAt) {
      const { data, errors } = JSON.parse(body)
      if (errors) throw new Error(`${kind}: ${JSON.stringify(errors)}`)
      return check(data, stateAt)
    },
  }
}

function versionOf(state: State, split: string, version: number): ExpectedSplit {
  const expected = state.get(split)
  if (!expected) throw new Error(`${split} is not published at that version`)
  equal(`version of ${split}`, version, expected.version)
  return expected
}

function checkPnl(rows: readonly PnlRow[], expected: ExpectedSplit): void {
  equal('dates', rows.length, expected.dates.length)
  rows.forEach(({ date, gross, cost, net, turnover, shortExposure }, t) => {
    equal('date', date, expected.dates[t])
    near('net = gross − cost', net, gross - cost, 1e-12)
    near('cost', cost, 5e-4 * turnover + 1e-4 * shortExposure, 1e-12)
    near('gross = Σ w·R', gross, at(expected.gross, t), 1e-9)
    near('turnover', turnover, at(expected.turnover, t), 1e-9)
    near('short exposure', shortExposure, at(expected.short, t), 1e-9)
  })
}

function equal(what: string, is: unknown, expected: unknown): void {
  if (is !== expected) throw new Error(`${what} is ${is} instead of ${expected}`)
}

function near(what: string, is: number, expected: number, tolerance: number): void {
  if (Math.abs(is - expected) <= tolerance) return
  throw new Error(`${what} is ${is} instead of ${expected}`)
}
