import { CATALOGUE } from '../../src/catalogue.js'
import { UserError } from '../../src/lib/errors.js'
import { didYouMean } from '../../src/lib/nearest-name.js'
import type { Db } from '../session/session.js'

const MOST = 1000

/** The one run whose id begins with `start`. */
export async function runIdOf(db: Db, start: string): Promise<string> {
  const { runPage } = await import('../../src/store/read/runs.js')
  const { runs } = await runPage(db, { first: MOST })
  const found = runs.filter(({ id }) => id.startsWith(start.toLowerCase()))
  const [run] = found
  if (run && found.length === 1) return run.id
  const what = found.length === 0 ? 'is unknown' : `matches ${found.length} runs`
  const ids = runs.map(({ id }) => id.slice(0, start.length))
  const names = [...CATALOGUE.map(({ name }) => name), ...(isHex(start) ? ids : [])]
  const near = found.length === 0 ? didYouMean(start, names) : ''
  throw new UserError(`run ${JSON.stringify(start)} ${what}; \`residua runs\` lists them${near}`)
}

function isHex(text: string): boolean {
  return /^[0-9a-f-]{4,}$/i.test(text)
}
