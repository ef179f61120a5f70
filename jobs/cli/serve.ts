import type { Command } from 'commander'
import { readEnv, toConfig } from '../../src/config.js'
import { createInterrupt } from '../session/interrupt.js'
import { note, print } from '../session/terminal.js'
import type { ApiProcess } from '../tasks/api-process.js'
import { natural } from './option-values.js'

interface ServeFlags {
  readonly port?: number
  readonly host?: string
}

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the API, its playground and the dashboard')
    .option('--port <n>', 'port to listen on, 0 for any free one (default: $PORT or 4000)', natural)
    .option('--host <address>', 'address to listen on (default: $HOST or 127.0.0.1)')
    .addHelpText('after', '\nExample:\n  residua serve --port 8080')
    .action(serve)
}

async function serve({ port, host }: ServeFlags): Promise<void> {
  const { startApi } = await import('../tasks/api-process.js')
  const config = toConfig(readEnv())
  using interrupt = createInterrupt('Stopping the API; Ctrl-C again exits at once.')
  const api = await startApi({ port: port ?? config.port, host: host ?? config.host })
  print(addressLines(api, config.playground).join('\n'))
  interrupt.signal.addEventListener('abort', () => void api.stop())
  const code = await api.ended
  if (interrupt.signal.aborted) return note('Stopped.')
  process.exitCode = code
}

/** What to do before the API has something to answer. */
const REMEDIES: Readonly<Record<ApiProcess['holds'], readonly string[]>> = {
  results: [],
  datasets: [
    'Nothing is published yet. Train a strategy, in another terminal:',
    '  residua backtest --strategy attention-longconv',
  ],
  nothing: [
    'The store is empty. Fill it, in another terminal:',
    '  residua ingest prices.csv.gz --as mine',
    '  residua backtest --dataset mine --strategy attention-longconv',
    'or stop this and see everything on a sample market: residua demo',
  ],
}

/** The addresses, and what is missing. */
function addressLines(
  { url, holds }: Pick<ApiProcess, 'url' | 'holds'>,
  playground: boolean,
): string[] {
  return [
    `Dashboard   ${url}/`,
    ...(playground ? [`Playground  ${url}/playground`] : []),
    `GraphQL     ${url}/graphql`,
    ...REMEDIES[holds],
    'Ctrl-C stops it.',
  ]
}
