import { readEnv } from '../../src/config.js'
import { main } from '../../src/main.js'

/** The API with no accounts in memory: every query of PnL reads them from the database. */
await main(readEnv(), { accountsKept: 0 })
process.exit()
