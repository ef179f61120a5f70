/** `npm run test:faults` asks for everything; without it the suite takes its two-minute form. */
export const FULL = process.env.RESIDUA_FAULTS === 'full'

/** A count of the full suite, or of the short one. */
export function scaled(full: number, short: number): number {
  return FULL ? full : short
}

export const PATIENCE_MS = FULL ? 1_800_000 : 480_000

/** A figure of a test, for whoever reads along. */
export function figure(line: string): void {
  process.stdout.write(`  · ${line}\n`)
}
