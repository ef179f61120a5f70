import { distance } from 'fastest-levenshtein'

const MOST = 3
/** A name that differs in a larger share of its letters is another one. */
const LARGEST_SHARE = 0.4
/** Longer texts are no names. */
const LONGEST = 80

/** The name that differs least from what was written, by edit distance; undefined of no names. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  return ranked(written, names)[0]?.name
}

/** `; did you mean "a" or "b"?`, for the end of a message; empty where no name is near. */
export function didYouMean(written: string, names: readonly string[]): string {
  const near = nearNames(written, names)
  return near.length > 0 ? `; did you mean ${listed(near)}?` : ''
}

/** The same of several names, as `; did you mean "a" for "b"?`; of the first few of them. */
export function didYouMeanEach(written: readonly string[], names: readonly string[]): string {
  if (written.length === 1) return didYouMean(written[0] ?? '', names)
  const pairs = written.slice(0, MOST).flatMap((each) => {
    const near = nearNames(each, names)
    return near.length > 0 ? [`${listed(near.slice(0, 1))} for ${JSON.stringify(each)}`] : []
  })
  return pairs.length > 0 ? `; did you mean ${pairs.join(', ')}?` : ''
}

/** Names that may have been meant, the nearest first: those it is a part of, or a few letters from. */
function nearNames(written: string, names: readonly string[]): string[] {
  if (written.length > LONGEST) return []
  const all = ranked(written, names)
  const nearest = all[0]?.letters ?? 0
  const near = all.filter(({ name, letters }) => {
    const longest = Math.max(name.length, written.length)
    const most = Math.max(1, Math.floor(longest * LARGEST_SHARE))
    return isPart(written, name) || (letters <= most && letters <= nearest + 1)
  })
  return near.slice(0, MOST).map(({ name }) => name)
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name))
  const others = quoted.slice(0, -1)
  return others.length > 0 ? `${others.join(', ')} or ${quoted.at(-1)}` : (quoted[0] ?? '')
}

interface RankedName {
  readonly name: string
  /** Letters to insert, remove, replace, or exchange with the next. */
  readonly letters: number
}

function ranked(written: string, names: readonly string[]): RankedName[] {
  const lower = written.toLowerCase()
  return [...new Set(names)]
    .map((name) => ({ name, letters: lettersBetween(lower, name.toLowerCase()) }))
    .sort((a, b) => a.letters - b.letters || (a.name < b.name ? -1 : 1))
}

function lettersBetween(a: string, b: string): number {
  return isExchange(a, b) ? 1 : distance(a, b)
}

/** Whether two neighbouring letters are exchanged. */
function isExchange(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false
  const at = [...a].findIndex((letter, i) => letter !== b[i])
  const exchanged = `${a.slice(0, at)}${a.charAt(at + 1)}${a.charAt(at)}${a.slice(at + 2)}`
  return exchanged === b
}

function isPart(written: string, name: string): boolean {
  const lower = written.toLowerCase()
  return lower.length > 2 && name.toLowerCase().includes(lower)
}
