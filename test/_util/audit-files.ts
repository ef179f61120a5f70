import type { ExportFormat } from '../../src/export/request.js'
import type { PriceFile } from './price-file.js'
import { query } from './program.js'
import { readBulk } from './read-bulk.js'
import { ridgeBetas } from './ridge-betas.js'

const TABLES = ['weights', 'residuals', 'betas', 'factor-weights', 'factor-returns', 'pnl'] as const
type TableName = (typeof TABLES)[number]
type Cell = string | number | null

/** The tables of a strategy as one format has them. */
export interface Files {
  readonly format: ExportFormat
  readonly tables: Readonly<Record<TableName, readonly (readonly Cell[])[]>>
}

export async function readFiles(
  url: string,
  strategy: string,
  format: ExportFormat,
): Promise<Files> {
  const read = async (split: string, table: TableName) => {
    const path = `/export/latest/${split}/${table}.${format}?strategy=${strategy}`
    const response = await fetch(url + path)
    if (response.status !== 200) throw new Error(`${path}: ${await response.text()}`)
    return (await readBulk(format, new Uint8Array(await response.arrayBuffer()))).rows
  }
  const tables = {} as Record<TableName, readonly (readonly Cell[])[]>
  for (const table of TABLES) tables[table] = await read('all', table)
  // Cumulative PnL starts with the first date of the file, and in GraphQL with the split.
  const document = 'query ($strategy: String!) { splits(strategy: $strategy) { name } }'
  const { splits } = await query<Data>(url, document, { strategy })
  const bySplit: (readonly Cell[])[] = []
  for (const { name } of splits) bySplit.push(...(await read(name, 'pnl')))
  tables.pnl = bySplit
  return { format, tables }
}

/** Every row of every table, float32 values as bits, in any format. */
export function rowsBitForBit({ tables }: Files): string[] {
  return TABLES.flatMap((table) =>
    tables[table].map((row) => {
      const value = table === 'pnl' ? row.at(-1) : Math.fround(Number(row.at(-1)))
      return [table, ...row.slice(0, -1), value].join(' ')
    }),
  )
}

/** The same rows as GraphQL answers them, split by split and date by date. */
export async function rowsOfGraphql(url: string, strategy: string): Promise<string[]> {
  const rows: Record<TableName, string[]> = {
    weights: [],
    residuals: [],
    betas: [],
    'factor-weights': [],
    'factor-returns': [],
    pnl: [],
  }
  const add = (table: TableName, ...cells: Cell[]) => rows[table].push([table, ...cells].join(' '))
  const { splits } = await query<Data>(
    url,
    `query ($strategy: String!) { splits(strategy: $strategy) {
      name nextDate factors { index returns { dates values } }
      pnl { date gross cost net cumulativeNet turnover shortExposure hedgedNet }
    } }`,
    { strategy },
  )
  for (const { name, nextDate, factors, pnl } of splits) {
    for (const day of pnl) add('pnl', ...(Object.values(day) as Cell[]))
    for (const { index, returns } of factors) {
      returns.dates.forEach((date: string, t: number) => {
        add('factor-returns', date, index, Math.fround(returns.values[t]))
      })
    }
    const dates: string[] = pnl.map(({ date }: { date: string }) => date)
    for (const date of nextDate ? [...dates, nextDate] : dates) {
      const { split } = await query<Data>(
        url,
        `query ($name: String!, $strategy: String!, $date: Date!) {
          split(name: $name, strategy: $strategy) {
            weights(date: $date) { asset { symbol } weight }
            betas(date: $date) { asset { symbol } betas }
            factors { index weights(date: $date) { asset { symbol } weight } }
            ${date === nextDate ? '' : 'residualVector(date: $date) { assets values }'}
          }
        }`,
        { name, strategy, date },
      )
      for (const { asset, weight } of split.weights) {
        add('weights', date, asset.symbol, Math.fround(weight))
      }
      for (const { asset, betas } of split.betas) {
        betas.forEach((beta: number, k: number) => {
          add('betas', date, asset.symbol, k, Math.fround(beta))
        })
      }
      for (const { index, weights } of split.factors) {
        for (const { asset, weight } of weights) {
          add('factor-weights', date, asset.symbol, index, Math.fround(weight))
        }
      }
      split.residualVector?.assets.forEach((asset: string, i: number) => {
        add('residuals', date, asset, Math.fround(split.residualVector.values[i]))
      })
    }
  }
  return TABLES.flatMap((table) => rows[table])
}

const TOLERANCE = 1e-6

export interface FilesAudit {
  readonly dates: number
  readonly checks: number
  readonly violations: readonly string[]
}

/** Identities 1–6 from only the files of one format and the price file. */
export function auditFiles(
  { format, tables }: Files,
  prices: PriceFile,
  ridge: number | null,
): FilesAudit {
  const violations: string[] = []
  let checks = 0
  let where = ''
  const check = (what: string, left: number, right: number, scale: number) => {
    checks++
    if (!(Math.abs(left - right) <= TOLERANCE * Math.max(scale, 1e-12)))
      violations.push(`${format} ${where}: ${what}: ${left} against ${right}`)
  }
  const weights = byDate(tables.weights)
  const residuals = byDate(tables.residuals)
  const betas = byDate(tables.betas)
  const factorWeights = byDate(tables['factor-weights'])
  const factorReturns = byDate(tables['factor-returns'])
  let book = new Map<string, number>()
  for (const row of tables.pnl) {
    const date = String(row[0])
    const [gross, cost, net, , turnover, shortExposure] = row.slice(1).map(Number)
    where = date
    const returnOf = (asset: string) => prices.returnOf(asset, date) ?? 0
    const legReturn = (asset: string) => (prices.legs.includes(asset) ? returnOf(asset) : 0)
    const held = perAsset(weights.get(date))
    const earned = [...held].map(([asset, w]) => w * returnOf(asset))
    check('net = gross − cost', net, gross - cost, Math.abs(gross) + Math.abs(cost))
    check('cost', cost, 5e-4 * turnover + 1e-4 * shortExposure, cost)
    check('gross = Σ w R', gross, sum(earned), abs(earned))
    if (held.size > 0) check('Σ|w| = 1', abs([...held.values()]), 1, 1)
    const traded = [...new Set([...held.keys(), ...book.keys()])].map(
      (asset) => (held.get(asset) ?? 0) - (book.get(asset) ?? 0),
    )
    check('turnover', turnover, abs(traded), 1)
    check('short exposure', shortExposure, abs([...held.values()].filter((w) => w < 0)), 1)
    book = held

    const factors = (factorReturns.get(date) ?? []).map((cells) => Number(cells[2]))
    const portfolios = factors.map((_, k) => perAsset(ofFactor(factorWeights.get(date), k)))
    for (const [k, portfolio] of portfolios.entries()) {
      const terms = [...portfolio].map(([asset, w]) => w * returnOf(asset))
      check(`F${k} = Σ W R`, factors[k], sum(terms), abs(terms))
      if (ridge === null) continue
      check(`Σ W${k} = 1`, sum([...portfolio.values()]), 1, 1)
      check(`W${k} > 0`, Math.min(...portfolio.values()) > 0 ? 1 : 0, 1, 1)
    }
    const loadings = factors.map((_, k) => perAsset(ofFactor(betas.get(date), k)))
    const betaOf = (asset: string, k: number) => loadings[k].get(asset) ?? 0
    const left = perAsset(residuals.get(date))
    for (const [asset, residual] of left) {
      const hedges = factors.map((f, k) => betaOf(asset, k) * f)
      const scale = Math.abs(returnOf(asset)) + abs(hedges)
      check(`ε(${asset}) = R − β F`, residual, returnOf(asset) - sum(hedges), scale)
    }
    if (ridge !== null) {
      for (const [asset, expected] of ridgeBetas(portfolios, ridge)) {
        for (const [k, { value, scale }] of expected.entries())
          check(`β(${asset}, ${k})`, betaOf(asset, k), value, scale)
      }
    }
    const parts = [...held].flatMap(([asset, w]) => [
      ...factors.map((f, k) => w * betaOf(asset, k) * f),
      // Without a return there is no residual: the return by factors is not earned. A
      // factor portfolio has none either: its return is the factor return.
      w * (left.get(asset) ?? legReturn(asset) - sum(factors.map((f, k) => betaOf(asset, k) * f))),
    ])
    check('Σ attribution = net', sum(parts) - cost, net, abs(parts) + cost)
  }
  return { dates: tables.pnl.length, checks, violations }
}

function byDate(rows: readonly (readonly Cell[])[]): Map<string, (readonly Cell[])[]> {
  const found = new Map<string, (readonly Cell[])[]>()
  for (const row of rows) {
    const date = String(row[0])
    const same = found.get(date)
    if (same) same.push(row)
    else found.set(date, [row])
  }
  return found
}

/** Rows `date, asset[, factor], value` by asset. */
function perAsset(rows: readonly (readonly Cell[])[] = []): Map<string, number> {
  return new Map(rows.map((row) => [String(row[1]), Number(row.at(-1))]))
}

function ofFactor(rows: readonly (readonly Cell[])[] = [], k: number) {
  return rows.filter((row) => Number(row[2]) === k)
}

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0)
const abs = (values: readonly number[]): number => sum(values.map(Math.abs))

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with the content of the files
type Data = any
