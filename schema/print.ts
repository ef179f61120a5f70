import { printedSchema } from './index.js'

/** The schema definition on stdout; `npm run schema` writes it to `schema.graphql`. */
process.stdout.write(printedSchema())
