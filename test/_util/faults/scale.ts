/** `npm run test:faults` runs the full suite; otherwise it takes its two-minute form. */
export const FULL = process.env.RESIDUA_FAULTS === 'full'

/** A count of the full suite, or of the short one. */
export function scaled(full: number, short: number): number {
  return FULL ? full : short
}

export const PATIENCE_MS = FULL ? 1_800_000 : 480_000

/** Prints a figure of a test. */
export function figure(line: string): void {
  process.stdout.write(`  · ${line}\n`)
}
