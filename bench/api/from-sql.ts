import { readEnv } from '../../src/config.js'
import { main } from '../../src/main.js'

/** The API with no accounts in memory: every question about PnL reads them from the database. */
await main(readEnv(), { accountsKept: 0 })
process.exit()
