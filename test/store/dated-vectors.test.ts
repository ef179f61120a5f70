import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { toFloat32, toFloat64 } from '../../src/store/read/dated-vectors.js'
import { createTestDatabase } from '../_util/postgres.js'

it('reads arrays bit for bit as stored', async () => {
  await using database = await createTestDatabase({ migrated: false })
  const values = [0.1, -1e-30, 0, -1.5, 16777217, null, 3.4e38, null]
  const { rows } = await sql<{ four: Buffer; eight: Buffer; none: Buffer; whole: Buffer }>`
    select array_send(${values}::real[]) as four, array_send(${values}::float8[]) as eight,
      array_send('{}'::real[]) as none, array_send('{1.5,2.5}'::real[]) as whole`.execute(
    database.db,
  )
  const [{ four, eight, none, whole }] = rows
  const expected = values.map((value) => value ?? Number.NaN)
  expect(toFloat64(eight)).toEqual(Float64Array.from(expected))
  expect(toFloat32(four)).toEqual(Float32Array.from(expected))
  expect(toFloat32(whole)).toEqual(Float32Array.of(1.5, 2.5))
  expect(toFloat32(none)).toHaveLength(0)
})
