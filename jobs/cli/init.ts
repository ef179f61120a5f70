import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { toError, UserError } from '../../src/lib/errors.js'
import { parseAttentionConfig } from '../../src/strategy/attention/settings.js'
import { parseCommentedJson, SETTINGS_FILE } from '../session/settings.js'
import { print } from '../session/terminal.js'
import { fromFactorStatArb, NOT_COPIED, type Translation } from './factorstatarb-config.js'
import { table } from './show/table.js'

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
    // "preset": "residua", settings by name: residua, paper, factorstatarb
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
  },

  // When residua schedule puts tasks into the queue; \`residua schedule --list\` prints all of it.
  "schedule": {
    // "ingest": { "cron": "*/15 * * * *", "options": { "from": "/data/daily", "dataset": "sp500" } },
    // "score": { "cron": "0 18 * * *", "timeZone": "America/New_York", "exchange": "NYSE",
    //            "followsClose": true, "catchUp": "latest" },   all, latest or none of missed ticks
    // "prune": false      an entry that is not wanted
  },

  "worker": {
    // "checkpoints": "home",     or database, where workers share no folder
    // "deadAfterSeconds": 30     others take over the jobs of a worker so long silent
  },

  "alerts": {
    // "webhook": "https://hooks.example/residua",   failed jobs and old data are posted to it
    // "maxAgeSessions": 1                           sessions that the data may lack
  }
}
`

export function initCommand(program: Command): void {
  program
    .command('init')
    .description(`write a commented ${SETTINGS_FILE}`)
    .argument('[dir]', 'folder to write it to', '.')
    .option('--force', 'replace one that is there')
    .option('--from <config.json>', 'with the settings of a FactorStatArb configuration')
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
    throw new UserError(`${path} is there already; --force replaces it`)
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
  const strategy = { parseConfig: parseAttentionConfig } // without loading TensorFlow
  return fromFactorStatArb(parseCommentedJson(text, from), strategy, from)
}

function settingsText({ backtest, settings }: Translation, from = ''): string {
  const content = { backtest, strategies: { 'attention-longconv': settings } }
  const origin = `// Made by \`residua init --from\` of the FactorStatArb configuration ${from}.`
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
    'What its code does and this does not:',
    ...defects,
    '',
    'Keys that are not there are as in the preset factorstatarb: residua backtest --show-config prints all.',
    '',
  ].join('\n')
}
