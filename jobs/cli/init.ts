import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { UserError } from '../../src/lib/errors.js'
import { SETTINGS_FILE } from './settings.js'
import { print } from './terminal.js'

const TEMPLATE = `{
  // Settings of \`residua\` in this folder. Options on the command line win over them.
  // Everything here is optional; what is commented out shows the default.

  // The dataset that backtest and score use where --dataset is not given.
  // "dataset": "sp500",

  "ingest": {
    // How your file names its columns: ours on the left, yours on the right.
    // Required are date, symbol and one of close and adj_close.
    "columns": {
      // "date": "date", "symbol": "ticker", "adj_close": "adjusted", "volume": "shares"
    }
  },

  "inbox": {
    // Where daily files come to: a folder, s3://bucket/prefix/, or an address with {date} in it.
    // Each file sends every symbol's row of the date before again (docs/operations.md).
    // "source": "inbox", "dataset": "sp500",
    // "settleSeconds": 2,   a file written within this time is looked at twice
    // "minCoverage": 0.8    share of the symbols priced last that a file must price
  },

  "backtest": {
    // "trainYears": 8,    calendar years a window trains on
    // "testYears": 1,     calendar years it is then tested on
    // "purge": 0,         trading dates dropped between the two
    // "seed": 1,          the first of the seeds; a strategy says how many it averages
    // "engine": "auto",   tfjs-node-gpu, tfjs-node, webgpu, wasm, cpu
    // "workers": 2        windows trained side by side
  },

  // Settings of each strategy; \`residua backtest --strategy s --show-config\` prints all of them.
  "strategies": {
    "attention-longconv": {
      // "factorCount": 8, "epochs": 15
    },
    "pca-ou": {
      // "factorCount": 8
    }
  }
}
`

export function initCommand(program: Command): void {
  program
    .command('init')
    .description(`write a commented ${SETTINGS_FILE}`)
    .argument('[dir]', 'folder to write it to', '.')
    .option('--force', 'replace one that is there')
    .addHelpText('after', '\nExample:\n  residua init')
    .action((dir: string, { force = false }: { force?: boolean }) => {
      const path = join(resolve(dir), SETTINGS_FILE)
      if (existsSync(path) && !force) {
        throw new UserError(`${path} is there already; --force replaces it`)
      }
      mkdirSync(resolve(dir), { recursive: true })
      writeFileSync(path, TEMPLATE)
      print(`Wrote ${path}\nNext: residua ingest <your price file> --as <name>`)
    })
}
