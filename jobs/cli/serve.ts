import type { Command } from 'commander'
import { readEnv, toConfig } from '../../src/config.js'
import { createInterrupt } from '../session/interrupt.js'
import { note, print } from '../session/terminal.js'
import { natural } from './option-values.js'

interface ServeFlags {
  readonly port?: number
  readonly host?: string
}

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the API and its playground')
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
  const playground = config.playground ? `, playground on ${api.url}/playground` : ''
  print(`GraphQL on ${api.url}/graphql${playground}. Ctrl-C stops it.`)
  interrupt.signal.addEventListener('abort', () => void api.stop())
  const code = await api.ended
  if (interrupt.signal.aborted) return note('Stopped.')
  process.exitCode = code
}
