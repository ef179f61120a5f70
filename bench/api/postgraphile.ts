import { execFileSync, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnv } from '../../src/config.js'
import { listening, type RunningServer } from '../_util/servers.js'

/** A peer, not a dependency: installed for the measurement and removed afterwards. */
const PACKAGES = ['postgraphile@5.1.5', 'graphql@16', 'pg@8']

const SERVER = `
import { createServer } from 'node:http'
import { makePgService } from 'postgraphile/adaptors/pg'
import { postgraphile } from 'postgraphile'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.argv[2], schemas: ['public'] })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
}
const server = createServer()
const serv = postgraphile(preset).createServ(grafserv)
await serv.addTo(server)
server.listen(0, '127.0.0.1', () => process.send({ url: 'http://127.0.0.1:' + server.address().port }))
process.once('disconnect', () => process.exit())
`

/** PostGraphile 5 over the same tables, run by another Node where this one is too old for it. */
export async function startPeer(node: string, databaseUrl: string): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'residua-peer-'))
  const removed = () => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    writeFileSync(join(folder, 'server.js'), SERVER)
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES]
    execFileSync('npm', install, { cwd: folder, stdio: 'ignore' })
    const env = { ...readEnv(), NODE_ENV: 'production', GRAPHILE_ENV: 'production' }
    const file = join(folder, 'server.js')
    const child = fork(file, [databaseUrl], { execPath: node, cwd: folder, env })
    const server = await listening(file, child)
    return {
      ...server,
      async stop() {
        await server.stop()
        removed()
      },
    }
  } catch (thrown) {
    removed()
    throw thrown
  }
}

/** The API's query in PostGraphile's names: two columns of the table of accounts. */
export function peerQueries(split: string) {
  return {
    pnl: `{ allSplits(condition: { name: "${split}" }) { nodes {
      splitVersionByCurrentVersionId { pnlDaysBySplitVersionId { nodes { date gross } } }
    } } }`,
  }
}
