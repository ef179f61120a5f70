import { expect, it } from 'vitest'
import { type CopyType, type CopyValue, copyRows } from '../../src/store/copy-rows.js'
import { inTransaction } from '../../src/store/transaction.js'
import { createTestDatabase } from '../_util/postgres.js'

const columns: Record<string, CopyType> = {
  i2: 'int2',
  i4: 'int4',
  i8: 'int8',
  f4: 'float4',
  f8: 'float8',
  b: 'bool',
  d: 'date',
  t: 'text',
  a4: 'float4[]',
  a8: 'float8[]',
}
const MAKE = `create table thing (n serial, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, b bool,
  d date, t text, a4 float4[], a8 float8[])`

it('writes every type in the format of Postgres', async () => {
  await using database = await createTestDatabase({ migrated: false })
  await database.pool.query(MAKE)
  const rows: CopyValue[][] = [
    [
      -3,
      2 ** 31 - 1,
      -(2 ** 40),
      0.1,
      0.1,
      true,
      '1999-12-31',
      'zoë "\\N"\n',
      [1.5, Number.NaN, -2],
      [0.1],
    ],
    [7, -1, 0, -0.25, 1e-300, false, '2020-02-29', '', Float32Array.of(0.1), new Float64Array(0)],
    [null, null, null, Number.NaN, null, null, null, null, [Number.NaN], null],
  ]
  await inTransaction(database.pool, ({ client }) =>
    copyRows(client, { table: 'thing', columns, rows }),
  )
  const { rows: stored } = await database.pool.query('select * from thing order by n')
  expect(stored.map(({ n: _, ...values }) => Object.values(values))).toEqual([
    [
      -3,
      2147483647,
      -(2 ** 40),
      0.1,
      0.1,
      true,
      '1999-12-31',
      'zoë "\\N"\n',
      [1.5, null, -2],
      [0.1],
    ],
    [7, -1, 0, -0.25, 1e-300, false, '2020-02-29', '', [0.1], []],
    [null, null, null, null, null, null, null, null, [], null],
  ])
})

it('streams many rows, larger together than any buffer', async () => {
  await using database = await createTestDatabase({ migrated: false })
  await database.pool.query(MAKE)
  function* rows(): Generator<CopyValue[]> {
    for (let n = 0; n < 3000; n++) yield [n, new Float32Array(1000).fill(n)]
  }
  await inTransaction(database.pool, ({ client }) =>
    copyRows(client, { table: 'thing', columns: { i4: 'int4', a4: 'float4[]' }, rows: rows() }),
  )
  const { rows: sums } = await database.pool.query(
    'select count(*) as n, sum(a4[1000])::float8 as last, min(cardinality(a4)) as length from thing',
  )
  expect(sums).toEqual([{ n: 3000, last: (2999 * 3000) / 2, length: 1000 }])
})

it('leaves no rows where one fails half-way, and the connection stays usable', async () => {
  await using database = await createTestDatabase({ migrated: false })
  await database.pool.query(MAKE)
  function* rows(): Generator<CopyValue[]> {
    for (let n = 0; n < 1000; n++) yield [n, new Float32Array(1000)]
    throw new Error('the source broke')
  }
  await expect(
    inTransaction(database.pool, ({ client }) =>
      copyRows(client, { table: 'thing', columns: { i4: 'int4', a4: 'float4[]' }, rows: rows() }),
    ),
  ).rejects.toThrow('the source broke')
  const { rows: left } = await database.pool.query('select count(*) as n from thing')
  expect(left).toEqual([{ n: 0 }])
})
