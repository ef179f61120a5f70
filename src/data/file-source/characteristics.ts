import { first } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import { identifier, literal, rowsOf } from '../duckdb.js'
import type { QualityFinding } from '../quality/report.js'
import type { ProbedFile } from './bytes/probe.js'
import { isIndexName, normalName } from './columns/aliases.js'
import type { Column, OpenFile } from './columns/column.js'
import { findColumns } from './columns/find-columns.js'
import type { ReadContext } from './context.js'
import { openFile } from './open-file.js'
import type { LabelContext } from './read-labels.js'
import { ROW_NOTES } from './scan.js'
import { loadRows } from './table.js'

export interface CharacteristicsRead {
  readonly names: readonly string[]
  readonly rows: number
  readonly found: readonly QualityFinding[]
}

const REQUIRED = ['date', 'symbol']

/**
 * Reads `date, symbol, <columns…>` into the table `characteristics`. A value dated d is known at the
 * close of d. Every column but date and symbol is one characteristic.
 */
export async function readCharacteristics(
  file: ProbedFile,
  context: LabelContext,
): Promise<CharacteristicsRead> {
  const { connection, mapping, aliases, known } = context
  const opened = await openFile(context, file, { role: 'characteristics', required: REQUIRED })
  const sought = { file, role: 'characteristics', names: opened.names, mapping, required: REQUIRED }
  const keys = findColumns(sought, { date: 'date', symbol: 'symbol' })
  const values = valueColumns(opened, keys)
  const names = values.map(({ name }) => name)
  const list = names.map((name) => `${identifier(name)} double`).join(', ')
  await connection.run(
    `create table characteristics (date date, symbol varchar, ${list}, ${ROW_NOTES})`,
  )
  const columns = [...keys, ...values]
  const { count: rows } = await loadRows(connection, 'characteristics', opened, columns)
  for (const [to, asset] of aliases) {
    await connection.run(
      `update characteristics set symbol = ${literal(asset)} where symbol = ${literal(to)}`,
    )
  }
  await assertUnique(file, connection)
  return { names, rows, found: await unknownAssets(file, connection, known) }
}

function valueColumns({ file, names }: OpenFile, keys: readonly Column[]): Column[] {
  const columns = names.flatMap((name, index): Column[] =>
    keys.some((key) => key.index === index) || (index === 0 && isIndexName(name))
      ? []
      : [{ name, source: name, index, kind: kindOf(name) }],
  )
  if (columns.length === 0) {
    throw new UserError(`${file.path} has no column beside date and symbol; add a characteristic`)
  }
  const given = columns.map(({ name }) => name)
  const twice = given.find((name, k) => name === '' || given.indexOf(name) < k)
  if (twice === undefined) return columns
  throw new UserError(`${file.path}: column name "${twice}" is empty or given twice; rename it`)
}

/** Returns of CRSP's files have letters where they are missing. */
function kindOf(name: string): Column['kind'] {
  return /^(dl|dly)?retx?$/.test(normalName(name)) ? 'crsp-return' : 'number'
}

async function assertUnique(
  file: ProbedFile,
  connection: ReadContext['connection'],
): Promise<void> {
  const [twice] = await rowsOf(
    connection,
    `select date::varchar, symbol from characteristics
     group by date, symbol having count(*) > 1 order by min(rowid) limit 1`,
  )
  if (!twice) return
  throw new UserError(
    `${file.path}, columns date and symbol: (${twice.join(', ')}) is given more than once; ` +
      'keep one row for each date and symbol',
  )
}

async function unknownAssets(
  file: ProbedFile,
  connection: ReadContext['connection'],
  known: ReadonlySet<string>,
): Promise<QualityFinding[]> {
  const symbols = await rowsOf(
    connection,
    'select symbol, count(*) from characteristics group by symbol order by symbol',
  )
  const unknown = symbols.filter(([symbol]) => !known.has(String(symbol)))
  if (unknown.length === symbols.length) {
    throw new UserError(
      `${file.path}, column symbol: none of its symbols ("${first(symbols)[0]}", …) is in the price ` +
        'files; symbols must be written alike',
    )
  }
  return unknown.map(([symbol, count]) => ({
    kind: 'characteristic-without-asset',
    severity: 'note',
    file: file.name,
    symbol: String(symbol),
    message: `${count} rows of a symbol without prices are not used`,
    count: Number(count),
  }))
}
