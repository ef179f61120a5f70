import { expect, it } from 'vitest'
import { connectionFindings } from '../../../../jobs/tasks/doctor/connection.js'
import type { DatabasePlace } from '../../../../src/store/database.js'

const PLACE: DatabasePlace = {
  kind: 'url',
  version: '17.10',
  reused: true,
  replica: false,
  tls: 'none',
  pooler: null,
}

const found = (place: Partial<DatabasePlace>) =>
  connectionFindings({ ...PLACE, ...place }).map(({ what, state }) => `${what} ${state}`)

it('doctor tells what lies in between, and what could be better', () => {
  expect(found({ kind: 'embedded' })).toEqual([])
  expect(found({})).toEqual(['tls good'])
  expect(found({ tls: 'unverified' })).toEqual(['tls note'])
  expect(found({ tls: 'verified', replica: true })).toEqual(['tls good', 'replica good'])
  const pooled = (direct: boolean) => ({ pooler: { preparedStatements: false, direct } })
  expect(found(pooled(true))).toEqual(['tls good', 'pooler good'])
  expect(found(pooled(false))).toEqual(['tls good', 'pooler note'])
  const [, pooler] = connectionFindings({ ...PLACE, ...pooled(false) })
  expect(pooler?.found).toMatch(/not prepared under names, changes and jobs are polled for/)
  expect(pooler?.remedy).toMatch(/DATABASE_DIRECT_URL/)
})
