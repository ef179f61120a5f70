import { expect, it } from 'vitest'
import { OPERATIONS, typedQueries } from '../../../src/dashboard/build/typed-queries.js'

it('the generated queries are those of the present schema: npm run queries writes them', async () => {
  await expect(await typedQueries()).toMatchFileSnapshot(OPERATIONS)
})
