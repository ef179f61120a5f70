/** From `date` on, files use the symbol `to` for the asset with the symbol `from` before. */
export interface Rename {
  readonly date: string
  readonly from: string
  readonly to: string
}

/** Both lists, each rename once, oldest first. */
export function joinedRenames(before: readonly Rename[], given: readonly Rename[]): Rename[] {
  const keyOf = ({ date, from, to }: Rename) => `${date} ${from} ${to}`
  const all = new Map([...before, ...given].map((rename) => [keyOf(rename), rename]))
  return [...all.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

/**
 * The asset that each new symbol stands for in a file whose last date is `date`. An asset's first
 * symbol stays its id after a rename, so that the axis, checkpoints and published dates do not change.
 */
export function aliasesOn(renames: readonly Rename[], date: string): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  for (const { date: since, from, to } of renames) {
    if (since > date) continue
    aliases.set(to, aliases.get(from) ?? from)
  }
  return aliases
}

/** Renames whose old symbol may not be used from their date on, as far as `date`. */
export function retiredOn(renames: readonly Rename[], date: string): readonly Rename[] {
  const retired = new Map<string, Rename>()
  for (const rename of renames) {
    if (rename.date > date) continue
    retired.set(rename.from, rename)
    retired.delete(rename.to)
  }
  return [...retired.values()]
}
