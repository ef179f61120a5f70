const MOST_NAMES = 100
const ANONYMOUS = 'anonymous'
const OTHER = 'other'

/**
 * Labels of operations. Callers choose the names, and each makes series that stay: the first hundred
 * names that were answered count by themselves, all others together.
 */
export function operationLabels(): (name: string | null | undefined, outcome: string) => string {
  const names = new Set<string>()
  return (name, outcome) => {
    if (!name) return ANONYMOUS
    if (names.has(name)) return name
    if (outcome !== 'ok' || names.size >= MOST_NAMES || name.length > 64) return OTHER
    names.add(name)
    return name
  }
}
