import { serverAudits } from 'graphql-http'
import { expect, it } from 'vitest'
import { createTestApi } from '../_util/api.js'

it('every audit of GraphQL over HTTP passes', async () => {
  await using api = await createTestApi()
  const address = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const audits = serverAudits({ url: `${address}/graphql`, fetchFn: fetch })
  const failed: string[] = []
  for (const audit of audits) {
    const result = await audit.fn()
    if (result.status !== 'ok') failed.push(`${audit.id} ${audit.name}: ${result.reason}`)
  }
  console.info(`graphql-http audit: ${audits.length - failed.length} of ${audits.length} ok`)
  expect(failed).toEqual([])
  expect(audits).toHaveLength(61)
})
