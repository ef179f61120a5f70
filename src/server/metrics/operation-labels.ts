const MOST_NAMES = 100
const MOST_CHARACTERS = 64
const ANONYMOUS = 'anonymous'
const OTHER = 'other'

/**
 * Labels of operations. Clients choose the names, and each makes time series that stay: the first
 * hundred names answered without an error have a label of their own, all others share one.
 */
export function operationLabels(): (name: string | null | undefined, outcome: string) => string {
  const names = new Set<string>()
  return (name, outcome) => {
    if (!name) return ANONYMOUS
    if (names.has(name)) return name
    if (outcome !== 'ok' || names.size >= MOST_NAMES || name.length > MOST_CHARACTERS) return OTHER
    names.add(name)
    return name
  }
}
