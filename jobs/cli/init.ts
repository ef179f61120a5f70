import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { strategyInfo } from '../../src/catalogue.js'
import { toError, UserError } from '../../src/lib/errors.js'
import { parseAttentionConfig } from '../../src/strategy/attention/settings.js'
import { parseCommentedJson, SETTINGS_FILE } from '../session/settings.js'
import { print } from '../session/terminal.js'
import { fromFactorStatArb, NOT_COPIED, type Translation } from './factorstatarb-config.js'
import { table } from './show/table.js'

const TEMPLATE = `{
  // Settings of \`residua\` in this folder. Options on the command line win over them.
  // Everything here is optional; commented-out lines show the defaults.

  // The dataset that backtest and score use where --dataset is not given.
  // "dataset": "sp500",

  "ingest": {
    // Column names: ours on the left, those of your file on the right, where they are not found as
    // vendors spell them. Required are date, symbol and one of close and adj_close. A pair with the
    // role or name of a file counts for that file alone.
    "columns": {
      // "symbol": "Code", "adj_close": "adjusted", "sectors:sector": "industry"
    }
    // "dateFormat": "%d/%m/%Y",  how dates are written, where they can be read in more than one way
    // "decimal": ",",            the decimal point
    // "wide": true,              one column of closes for each symbol
    // "symbolFromName": true     the symbol of a file is its name: AAPL.csv
  },

  "inbox": {
    // Where daily files arrive: a folder, s3://bucket/prefix/, or an address with {date} in it.
    // Each file repeats every symbol's row of the previous date (docs/operations.md).
    // "source": "inbox", "dataset": "sp500",
    // "settleSeconds": 2,   a file written within this time is checked twice
    // "minCoverage": 0.8    share of the last date's symbols that a file must have
  },

  "backtest": {
    // "trainYears": 8,    calendar years that a split trains on
    // "testYears": 1,     calendar years that it is then tested on
    // "purge": 0,         trading dates dropped between the two
    // "preset": "residua", named settings: residua, paper, factorstatarb
    // "seed": 1,          the first of the seeds; each strategy averages its own number of them
    // "engine": "auto",   tfjs-node-gpu, tfjs-node, webgpu, wasm, cpu
    // "workers": 2        splits computed side by side
  },

  // Settings of each strategy; \`residua backtest --strategy s --show-config\` prints all of them.
  "strategies": {
    "attention-longconv": {
      // "factorCount": 8, "epochs": 15
    },
    "pca-ou": {
      // "factorCount": 8
    }
  },

  // When residua schedule puts tasks into the queue; \`residua schedule --list\` prints all of it.
  "schedule": {
    // "ingest": { "cron": "*/15 * * * *", "options": { "from": "/data/daily", "dataset": "sp500" } },
    // "score": { "cron": "0 18 * * *", "timeZone": "America/New_York", "exchange": "dataset",
    //            "followsClose": true, "catchUp": "latest" },   all, latest or none of the missed ticks
    // "prune": false      turns an entry off
  },

  "worker": {
    // "checkpoints": "home",     or database, where workers share no folder
    // "deadAfterSeconds": 30     time without a heartbeat after which a worker's jobs are reclaimed
  },

  "alerts": {
    // "webhook": "https://hooks.example/residua",   gets an alert for failed jobs and old data
    // "maxAgeSessions": 1                           how many sessions the data may lack
  }
}
`

export function initCommand(program: Command): void {
  program
    .command('init')
    .description(`write a commented ${SETTINGS_FILE}`)
    .argument('[dir]', 'folder to write it to', '.')
    .option('--force', 'replace an existing file')
    .option('--from <config.json>', 'translate the settings of a FactorStatArb configuration')
    .addHelpText('after', '\nExample:\n  residua init\n  residua init --from config.json')
    .action(runInit)
}

interface InitFlags {
  readonly force?: boolean
  readonly from?: string
}

function runInit(dir: string, { force = false, from }: InitFlags): void {
  const path = join(resolve(dir), SETTINGS_FILE)
  if (existsSync(path) && !force) {
    throw new UserError(`${path} exists already; --force replaces it`)
  }
  const translation = from === undefined ? null : translate(from)
  mkdirSync(resolve(dir), { recursive: true })
  writeFileSync(path, translation ? settingsText(translation, from) : TEMPLATE)
  if (translation) print(reportOf(translation))
  print(`Wrote ${path}\nNext: residua ingest <your price file> --as <name>`)
}

function translate(from: string): Translation {
  let text: string
  try {
    text = readFileSync(from, 'utf8')
  } catch (thrown) {
    throw new UserError(`cannot read --from ${from}: ${toError(thrown).message}`, { cause: thrown })
  }
  const info = strategyInfo('attention-longconv')
  const strategy = { info, parseConfig: parseAttentionConfig } // without loading TensorFlow
  return fromFactorStatArb(parseCommentedJson(text, from), strategy, from)
}

function settingsText({ backtest, settings }: Translation, from = ''): string {
  const content = { backtest, strategies: { 'attention-longconv': settings } }
  const origin = `// Translated by \`residua init --from\` from the FactorStatArb configuration ${from}.`
  return `${origin}\n${JSON.stringify(content, null, 2)}\n`
}

function reportOf({ fates }: Translation): string {
  const rows = fates.map(({ key, value, becomes, why }) => [
    key,
    JSON.stringify(value),
    becomes ? `${becomes.key} = ${JSON.stringify(becomes.value)}` : 'ignored',
    why,
  ])
  const columns = ['FactorStatArb', 'value', 'here', ''].map((title) => ({ title }))
  const defects = NOT_COPIED.map((line) => `  - ${line}`)
  return [
    table(columns, rows),
    '',
    'What its code does and Residua does not:',
    ...defects,
    '',
    'Other settings are those of the preset factorstatarb: residua backtest --show-config prints all.',
    '',
  ].join('\n')
}
