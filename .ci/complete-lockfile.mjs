// npm run lockfile: gives every entry of package-lock.json the integrity that the registry has for it.
// npm leaves it out for packages of other platforms that a mirror did not serve when they were added.
// Ends with 1 and names the entries that are still without one.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const PATH = new URL('../package-lock.json', import.meta.url)
const text = readFileSync(PATH, 'utf8')
const lock = JSON.parse(text)

function integrityOf(name, version) {
  try {
    const args = ['view', `${name}@${version}`, 'dist.integrity']
    const stdio = ['ignore', 'pipe', 'ignore']
    return execFileSync('npm', args, { encoding: 'utf8', stdio }).trim()
  } catch {
    return ''
  }
}

const unserved = []
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.link || entry.integrity) continue
  const name = entry.name ?? path.replace(/^.*node_modules\//, '')
  const integrity = integrityOf(name, entry.version)
  if (/^sha512-/.test(integrity)) {
    const { version, ...rest } = entry
    lock.packages[path] = { version, integrity, ...rest }
    console.log(`${name}@${version}: ${integrity}`)
  } else unserved.push(`${name}@${entry.version}`)
}

const written = `${JSON.stringify(lock, null, 2)}\n`
if (written !== text) writeFileSync(PATH, written)
if (unserved.length > 0) {
  console.error(`not served here: ${unserved.join(', ')}`)
  process.exitCode = 1
}
