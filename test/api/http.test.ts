import { serverAudits } from 'graphql-http'
import { expect, it } from 'vitest'
import { createTestApi } from '../_util/api.js'

it('keeps to GraphQL over HTTP: no audit ends in an error', async () => {
  await using api = await createTestApi()
  const address = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const audits = serverAudits({ url: `${address}/graphql`, fetchFn: fetch })
  const results = []
  for (const audit of audits) results.push(await audit.fn())
  expect(results.length).toBeGreaterThan(50)
  expect(results.filter(({ status }) => status === 'error')).toEqual([])
  expect(results.filter(({ status }) => status === 'ok').length).toBeGreaterThanOrEqual(52)
})
