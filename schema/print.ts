import { printSchema } from 'graphql'
import { buildSchema } from './index.js'

/** The schema definition on stdout; `npm run schema` writes it to `schema.graphql`. */
process.stdout.write(`${printSchema(buildSchema())}\n`)
