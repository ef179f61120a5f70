import { availableParallelism, totalmem } from 'node:os'
import { type Config, readEnv, toConfig } from '../../../src/config.js'
import { toError } from '../../../src/lib/errors.js'
import { databaseFindings } from './database.js'
import { bad, type Finding, gib, good } from './finding.js'
import { engineFinding, homeFindings, nativeFinding, nodeFinding } from './machine.js'
import { summedFileFindings } from './summed-files.js'

/** Checks everything a run depends on; changes nothing but an old database schema. */
export async function examine(): Promise<Finding[]> {
  const node = nodeFinding()
  let config: Config
  try {
    config = toConfig(readEnv())
  } catch (thrown) {
    return [node, bad('environment', toError(thrown).message, 'correct the variable named')]
  }
  return [
    node,
    good('machine', `${availableParallelism()} cores, ${gib(totalmem())} of memory`),
    ...(await homeFindings(config)),
    await engineFinding(config),
    await nativeFinding(config),
    ...(await databaseFindings(config)),
    ...(await summedFileFindings(config.home)),
  ]
}
