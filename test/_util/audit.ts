import type { PriceFile } from './price-file.js'
import { query } from './program.js'
import { ridgeBetas } from './ridge-betas.js'

/** Identities of the public contract, recomputed from the served values and the price file. */
export interface Audit {
  readonly splits: number
  readonly dates: number
  readonly checks: number
  /** Dates with a position. */
  readonly traded: readonly string[]
  /** Every asset, and every factor portfolio, that a book held. */
  readonly held: ReadonlySet<string>
  readonly violations: readonly string[]
}

interface Weighted {
  readonly asset: { readonly symbol: string }
  readonly weight: number
}

interface PnlRow {
  readonly date: string
  readonly gross: number
  readonly cost: number
  readonly net: number
  readonly cumulativeNet: number
  readonly turnover: number
  readonly shortExposure: number
}

interface SplitAnswer {
  readonly name: string
  readonly status: string
  readonly live: boolean
  readonly nextDate: string | null
  readonly factorCount: number
  readonly test: { readonly from: string; readonly to: string }
  readonly pnl: readonly PnlRow[]
  readonly factors: readonly {
    readonly index: number
    readonly returns: { readonly dates: readonly string[]; readonly values: readonly number[] }
  }[]
  readonly byFactor: readonly { readonly label: string; readonly contribution: number }[]
  readonly bySector: readonly { readonly label: string; readonly contribution: number }[]
  readonly byAsset: readonly { readonly label: string; readonly contribution: number }[]
}

interface DayAnswer {
  readonly weights: readonly Weighted[]
  readonly betas: readonly {
    readonly asset: { readonly symbol: string }
    readonly betas: readonly number[]
  }[]
  readonly residualVector: {
    readonly assets: readonly string[]
    readonly values: readonly number[]
  }
  readonly factors: readonly { readonly weights: readonly Weighted[] }[]
}

const SPLITS = `query ($strategy: String!) {
  splits(strategy: $strategy) { name status run { id config } }
}`

const SPLIT = `query ($name: String!, $strategy: String!) {
  split(name: $name, strategy: $strategy) {
    name status live nextDate factorCount test { from to }
    pnl { date gross cost net cumulativeNet turnover shortExposure }
    factors { index returns { dates values } }
    byFactor: attribution(by: FACTOR) { label contribution }
    bySector: attribution(by: SECTOR) { label contribution }
    byAsset: attribution(by: ASSET) { label contribution }
  }
}`

const DAY = `query ($name: String!, $strategy: String!, $date: Date!) {
  split(name: $name, strategy: $strategy) {
    weights(date: $date) { asset { symbol } weight }
    betas(date: $date) { asset { symbol } betas }
    residualVector(date: $date) { assets values }
    factors { weights(date: $date) { asset { symbol } weight } }
  }
}`

const TOLERANCE = 1e-6

/**
 * Checks identities 1–6 on every published date of a strategy, through HTTP only. For one without
 * factors: 1–3 and 6, and that no field of 4 is served. `ff-…` strategies have the universe and
 * the first K factor portfolios of the factor file, with W = [0 | I] and β = [B | I].
 */
export async function audit(url: string, strategy: string, prices: PriceFile): Promise<Audit> {
  const violations: string[] = []
  const everHeld = new Set<string>()
  const traded: string[] = []
  let [checks, dates] = [0, 0]
  let where = ''
  const check = (what: string, left: number, right: number, scale: number) => {
    checks++
    if (!(Math.abs(left - right) <= TOLERANCE * Math.max(scale, 1e-12)))
      violations.push(`${strategy} ${where}: ${what}: ${left} against ${right}`)
  }
  const same = (what: string, left: readonly string[], right: readonly string[]) => {
    checks++
    if (left.join() !== right.join())
      violations.push(`${strategy} ${where}: ${what}: ${left.join(' ')} against ${right.join(' ')}`)
  }

  const { splits } = await query<{
    splits: {
      name: string
      status: string
      run: { config: { ridge?: number; factorCount?: number } }
    }[]
  }>(url, SPLITS, { strategy })
  let book = new Map<string, number>()
  for (const { name, run } of splits) {
    const { split } = await query<{ split: SplitAnswer }>(url, SPLIT, { name, strategy })
    where = name
    const factorCount = run.config.factorCount ?? 0
    check('factor count', split.factorCount, factorCount, 0)
    check('factors', split.factors.length, factorCount, 0)
    const legs = strategy.startsWith('ff-') ? prices.legs.slice(0, factorCount) : []
    let cumulative = 0
    for (const [row, day] of split.pnl.entries()) {
      where = `${name} ${day.date}`
      dates++
      const answer = await query<{ split: DayAnswer }>(url, DAY, { name, strategy, date: day.date })
      const { weights, betas, residualVector, factors } = answer.split
      const returnOf = (asset: string) => prices.returnOf(asset, day.date) ?? 0
      // Without factors the universe is not published.
      const universe = factorCount === 0 ? [] : prices.universe(day.date)
      const columns = [...universe, ...legs].sort()

      check('net = gross − cost', day.net, day.gross - day.cost, abs(day.gross, day.cost))
      const cost = 5e-4 * day.turnover + 1e-4 * day.shortExposure
      check('cost', day.cost, cost, cost)
      cumulative += day.net
      check('cumulative net', day.cumulativeNet, cumulative, 1)

      const held = new Map(weights.map(({ asset, weight }) => [asset.symbol, weight]))
      const earned = [...held].map(([asset, weight]) => weight * returnOf(asset))
      check('gross = Σ w R', day.gross, sum(earned), abs(...earned))
      if (held.size > 0) check('Σ|w| = 1', abs(...held.values()), 1, 1)
      if (held.size > 0) traded.push(day.date)
      for (const asset of held.keys()) everHeld.add(asset)
      const trades = [...new Set([...held.keys(), ...book.keys()])].map(
        (asset) => (held.get(asset) ?? 0) - (book.get(asset) ?? 0),
      )
      check('turnover', day.turnover, abs(...trades), 1)
      const shorts = [...held.values()].filter((weight) => weight < 0)
      check('short exposure', day.shortExposure, abs(...shorts), 1)
      book = held

      same('betas list the universe', betas.map(({ asset }) => asset.symbol).sort(), columns)
      same(
        'residuals list the universe with a return',
        [...residualVector.assets].sort(),
        universe.filter((asset) => prices.returnOf(asset, day.date) !== undefined),
      )
      const factorReturns = split.factors.map(({ returns }) => {
        same('factor return dates', [returns.dates[row]], [day.date])
        return returns.values[row]
      })
      for (const [k, { weights: portfolio }] of factors.entries()) {
        same('factor weights list the universe', portfolio.map(symbolOf).sort(), columns)
        const terms = portfolio.map(({ asset, weight }) => weight * returnOf(asset.symbol))
        check(`F${k} = Σ W R`, factorReturns[k], sum(terms), abs(...terms))
        if (legs.length > 0)
          same(`W${k} = [0 | I]`, portfolio.filter(({ weight }) => weight !== 0).map(shown), [
            `${legs[k]} 1`,
          ])
        if (strategy !== 'attention-longconv') continue
        const rows = portfolio.map(({ weight }) => weight)
        check(`Σ W${k} = 1`, sum(rows), 1, 1)
        check(`W${k} > 0`, Math.min(...rows) > 0 ? 1 : 0, 1, 1)
      }
      const betasOf = new Map(betas.map((row) => [row.asset.symbol, row.betas]))
      for (const [k, leg] of legs.entries())
        same(`β(${leg}) = I`, (betasOf.get(leg) ?? []).map(String), unit(k, factorCount))
      for (const [i, asset] of residualVector.assets.entries()) {
        const hedges = (betasOf.get(asset) ?? []).map((beta, k) => beta * factorReturns[k])
        const expected = returnOf(asset) - sum(hedges)
        const scale = Math.abs(returnOf(asset)) + abs(...hedges)
        check(`ε(${asset}) = R − β F`, residualVector.values[i], expected, scale)
      }
      if (strategy === 'attention-longconv') {
        const ridge = run.config.ridge as number
        const expected = ridgeBetas(
          factors.map(({ weights: rows }) => new Map(rows.map((w) => [symbolOf(w), w.weight]))),
          ridge,
        )
        for (const [asset, row] of expected)
          for (const [k, { value, scale }] of row.entries())
            check(`β(${asset}, ${k})`, betasOf.get(asset)?.[k] as number, value, scale)
      }
    }
    where = name
    const net = sum(split.pnl.map((day) => day.net))
    for (const [by, parts] of [
      ['FACTOR', split.byFactor],
      ['SECTOR', split.bySector],
      ['ASSET', split.byAsset],
    ] as const) {
      const terms = parts.map(({ contribution }) => contribution)
      if (split.pnl.length > 0) check(`Σ attribution by ${by}`, sum(terms), net, abs(...terms))
    }
  }
  return { splits: splits.length, dates, checks, traded, held: everHeld, violations }
}

const symbolOf = ({ asset }: Weighted): string => asset.symbol
const shown = ({ asset, weight }: Weighted): string => `${asset.symbol} ${weight}`
const unit = (k: number, length: number): string[] =>
  Array.from({ length }, (_, j) => (j === k ? '1' : '0'))
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0)
const abs = (...values: number[]): number => sum(values.map(Math.abs))
