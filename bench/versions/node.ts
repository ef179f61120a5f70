import { join } from 'node:path'
import { UserError } from '../../src/lib/errors.js'
import { installed } from './install.js'

/** Versions of the npm packages that hold Node for a platform. */
export const NODES: Readonly<Record<string, string>> = {
  'node-20': '20.20.2',
  'node-22': '22.23.5',
  'node-24': '24.22.3',
}

/** Node's program at a version, from npm. */
export async function installedNode(
  name: string,
  cache: string,
): Promise<{ readonly program: string; readonly version: string }> {
  const version = NODES[name]
  if (version === undefined)
    throw new UserError(`${name}: write one of ${Object.keys(NODES).join(', ')}`)
  const folder = await installed(`node-${process.platform}-${process.arch}`, version, cache)
  return { program: join(folder, 'bin/node'), version }
}
