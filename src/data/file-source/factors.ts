import { first } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import { identifier, rowsOf } from '../duckdb.js'
import type { QualityFinding } from '../quality/report.js'
import type { ProbedFile } from './bytes/probe.js'
import { type Column, FACTOR_NAMES } from './columns/column.js'
import { findColumns } from './columns/find-columns.js'
import type { ReadContext } from './context.js'
import { checkFactorScale, type FactorDeviations } from './factor-scale.js'
import { openFile } from './open-file.js'
import { ROW_NOTES } from './scan.js'
import { loadRows } from './table.js'

export interface FactorsRead {
  /** The factors of `FACTOR_NAMES` that the file has. */
  readonly names: readonly string[]
  readonly rows: number
  readonly found: readonly QualityFinding[]
}

/** The library writes −99.99 or −999 for a missing value. */
const MISSING = -99

/**
 * Reads daily returns of the Fama-French factors, `date, Mkt-RF, SMB, HML, RMW, CMA, Mom` in percent
 * (Kenneth French's data library), into the table `factors` as fractions. The return of a date is
 * known at its close. The riskless rate and other columns are not used.
 */
export async function readFactors(
  file: ProbedFile,
  context: ReadContext,
  deviations?: FactorDeviations,
): Promise<FactorsRead> {
  const { connection, mapping } = context
  const required = ['date', FACTOR_NAMES[0]]
  const opened = await openFile(context, file, { role: 'factors', required })
  const wanted = Object.fromEntries(FACTOR_NAMES.map((name) => [name, 'number' as const]))
  const sought = { file, role: 'factors', names: opened.names, mapping, required }
  const columns = findColumns(sought, { date: 'date', ...wanted })
  const given = columns.filter(({ index }) => index >= 0)
  const names = given.slice(1).map(({ name }) => name)
  await connection.run(`create table given_factors (${columnList(given, 'double')}, ${ROW_NOTES})`)
  const { count: rows } = await loadRows(connection, 'given_factors', opened, given)
  await assertUnique(file, connection)
  await assertSomeValue(file, connection)
  const values = names.map((name) => `${known(name)} / 100 as ${identifier(name)}`)
  await connection.run(
    `create table factors as select date, ${values.join(', ')} from given_factors order by date`,
  )
  const scale = await checkFactorScale(connection, file, { names, known: deviations })
  return { names, rows, found: [...scale, ...(await unusedDates(file, connection))] }
}

function columnList([, ...factors]: readonly Column[], type: string): string {
  return ['date date', ...factors.map(({ name }) => `${identifier(name)} ${type}`)].join(', ')
}

function known(name: string): string {
  const value = identifier(name)
  return `case when isnan(${value}) or ${value} <= ${MISSING} then null else ${value} end`
}

async function assertUnique(
  file: ProbedFile,
  connection: ReadContext['connection'],
): Promise<void> {
  const [twice] = await rowsOf(
    connection,
    `select date::varchar from given_factors
     group by date having count(*) > 1 order by min(rowid) limit 1`,
  )
  if (!twice) return
  throw new UserError(
    `${file.path}, column date: ${twice[0]} is given more than once; keep one row for each date`,
  )
}

async function assertSomeValue(
  file: ProbedFile,
  connection: ReadContext['connection'],
): Promise<void> {
  const market = FACTOR_NAMES[0]
  const [count] = first(
    await rowsOf(connection, `select count(${known(market)}) from given_factors`),
  )
  if (Number(count) > 0) return
  throw new UserError(`${file.path}, column ${market}: no row has a value; give its returns`)
}

/** Price dates within the file's range for which it has no row. */
async function unusedDates(
  file: ProbedFile,
  connection: ReadContext['connection'],
): Promise<QualityFinding[]> {
  const [count, date] = first(
    await rowsOf(
      connection,
      `select count(*), min(date)::varchar from (select distinct date from prices) as p
       where date not in (select date from factors where ${identifier(FACTOR_NAMES[0])} is not null)`,
    ),
  )
  if (Number(count) === 0) return []
  return [
    {
      kind: 'factors-missing',
      severity: 'warning',
      file: file.name,
      date: String(date),
      message: `${count} dates with prices have no factor returns: ff-* strategies trade nothing around them`,
      count: Number(count),
    },
  ]
}
