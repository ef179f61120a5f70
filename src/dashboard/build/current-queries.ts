import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { OPERATIONS, typedQueries } from './typed-queries.js'

/** Ends the build where a query does not fit `schema.graphql`, or its generated types are old. */
export function currentQueries(): Plugin {
  return {
    name: 'residua:current-queries',
    async buildStart() {
      const written = readFileSync(OPERATIONS, 'utf8')
      if (written !== (await typedQueries())) {
        this.error(`${OPERATIONS} is not of the present schema and queries: npm run queries`)
      }
    },
  }
}
