import type { DuckDBConnection } from '@duckdb/node-api'
import { UserError } from '../../lib/errors.js'
import { identifier, rowsOf } from '../duckdb.js'
import type { QualityFinding } from '../quality/report.js'
import type { ProbedFile } from './bytes/probe.js'
import { FACTOR_NAMES } from './columns/column.js'

/** Standard deviation of each factor's daily return, in percent. */
export type FactorDeviations = Readonly<Record<string, number>>

/** Those of the years since 1963, rounded; what is stored is used instead where there is any. */
const USUAL_DEVIATIONS: FactorDeviations = {
  'Mkt-RF': 1,
  SMB: 0.55,
  HML: 0.55,
  RMW: 0.4,
  CMA: 0.4,
  Mom: 0.75,
}

/**
 * Scales in which factor returns come, each over percent, and the log odds from which a file is doubted
 * and refused. The returns of a crash in percent must not pass for basis points of quiet days.
 */
const OTHER_SCALES = [
  { scale: 0.01, what: 'fractions', remedy: 'multiply them by 100', doubted: 2, refused: 6 },
  { scale: 100, what: 'basis points', remedy: 'divide them by 100', doubted: 30, refused: 100 },
] as const

/** More rows tell their scale without the market. */
const SHORT_ROWS = 500

/**
 * Refuses factor returns that are not in percent. Each value is compared with what is usual for its
 * factor, the market's with the equal-weight return of the price files on its date: the log odds of
 * another scale over percent, `Σ ln p(x / s) / s − ln p(x)` with Student's t of 4 degrees of freedom, so
 * that a single day's values of all factors suffice. Odds that do not suffice are a finding.
 */
export async function checkFactorScale(
  connection: DuckDBConnection,
  file: ProbedFile,
  { names, known = {} }: { readonly names: readonly string[]; readonly known?: FactorDeviations },
): Promise<QualityFinding[]> {
  const values = await factorValues(connection, names, known)
  const odds = OTHER_SCALES.map((other) => ({ ...other, odds: logOdds(values, other.scale) }))
  const found = odds.find((other) => other.odds >= other.doubted)
  if (!found) return []
  const { what, remedy } = found
  const example = values[0]?.value.toPrecision(2) ?? ''
  if (found.odds >= found.refused) {
    throw new UserError(
      `${file.path}, column ${names[0]}: its values (${example}, …) beside those of the prices and of other days ` +
        `are ${what}; factor returns are read in percent per day, ${remedy}`,
    )
  }
  const message = `its ${values.length} values are small or large enough to be ${what}: they were read as percent per day`
  return [{ kind: 'factor-scale', severity: 'warning', file: file.name, message, count: 1 }]
}

/** A factor return, and what percent would make it: around `expected`, within `deviation`. */
interface FactorValue {
  readonly value: number
  readonly expected: number
  readonly deviation: number
}

function logOdds(values: readonly FactorValue[], scale: number): number {
  return values.reduce((sum, { value, expected, deviation }) => {
    const inPercent = logDensity((value - expected) / deviation)
    const inScale = logDensity((value / scale - expected) / deviation) - Math.log(scale)
    return sum + inScale - inPercent
  }, 0)
}

/** Of Student's t with 4 degrees of freedom, up to a constant. */
function logDensity(z: number): number {
  return -2.5 * Math.log1p((z * z) / 4)
}

async function factorValues(
  connection: DuckDBConnection,
  names: readonly string[],
  known: FactorDeviations,
): Promise<FactorValue[]> {
  const list = names.map(identifier).join(', ')
  const rows = await rowsOf(
    connection,
    `select date::varchar, ${list} from factors order by date desc limit ${SHORT_ROWS}`,
  )
  const market = await marketReturns(connection)
  return rows.flatMap(([date, ...cells]) =>
    names.flatMap((name, j) => {
      const value = 100 * Number(cells[j])
      if (cells[j] === null || value === 0) return []
      const expected = name === FACTOR_NAMES[0] ? market.get(String(date)) : undefined
      return [toValue(value, expected, known[name] ?? USUAL_DEVIATIONS[name] ?? 1)]
    }),
  )
}

/** The market of few assets differs from that of all. */
function toValue(value: number, expected: number | undefined, usual: number): FactorValue {
  if (expected === undefined) return { value, expected: 0, deviation: usual }
  return { value, expected, deviation: 0.5 * (usual + Math.abs(expected)) }
}

/** Equal-weight returns of the price files on the last dates of the factors, in percent. */
async function marketReturns(connection: DuckDBConnection): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf(
    connection,
    `with since as (select min(date) as date from
         (select date from factors order by date desc limit ${SHORT_ROWS})),
       moved as (select date, adj_close / lag(adj_close) over (partition by symbol order by date) - 1 as value
         from prices where adj_close is not null and date >= (select date - 10 from since))
     select date::varchar, 100 * avg(value) from moved where value is not null group by date`,
  )
  return new Map(rows.map(([date, value]) => [String(date), Number(value)]))
}
