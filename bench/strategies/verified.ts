import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What came of computing one split of a stored run again. */
export interface Verified {
  readonly row: string
  readonly runId: string
  readonly split: string
  /** Of the program that computed it again. */
  readonly commit: string | null
  /** Of the stored digests of the split's dates. */
  readonly digest: string
  /** The first date with other bits; null where all are the same. */
  readonly differsFrom: string | null
  readonly dates: number
  /** Where the stored version was published before latents were. */
  readonly withoutLatents?: boolean
  readonly seconds: number
}

/** Kept beside the store, so that an interrupted `--verify` goes on and the page shows what was found. */
export function verifiedFile(home: string, dataset: string): string {
  return join(home, 'bench', `verified-${dataset}.json`)
}

export function readVerified(file: string): Verified[] {
  if (!existsSync(file)) return []
  return JSON.parse(readFileSync(file, 'utf8')) as Verified[] // written by addVerified alone
}

/** Adds an outcome in the place of an earlier one of the same run. */
export function addVerified(file: string, outcome: Verified): void {
  const others = readVerified(file).filter(({ runId }) => runId !== outcome.runId)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify([...others, outcome], null, 2)}\n`)
}

export function byRun(outcomes: readonly Verified[]): ReadonlyMap<string, Verified> {
  return new Map(outcomes.map((outcome) => [outcome.runId, outcome]))
}

export function verifiedText(outcome: Verified | undefined): string {
  if (!outcome) return ''
  const { split, commit, differsFrom } = outcome
  const what = differsFrom === null ? 'same bits' : `**differs from ${differsFrom}**`
  return `${split}: ${what}${comparedWithout(outcome)} at ${commit?.slice(0, 7) ?? 'an unknown commit'}`
}

/** What the comparison left out, as the rest of a phrase. */
export function comparedWithout({ withoutLatents }: Verified): string {
  return withoutLatents ? ' (without latents, which the stored version lacks)' : ''
}
