import { CATALOGUE, PART_WORDS, type StrategyParts } from '../../catalogue.js'

const LINE = 96

/** A comment that names the strategies which have everything that a query needs. */
export function suitsComment(needs: readonly (keyof StrategyParts)[]): string {
  if (needs.length === 0) return '# Suits every strategy.'
  const names = suited(needs).join(', ')
  const words = needs.map((part) => PART_WORDS[part]).join(' and ')
  return wrapped(`Suits strategies with ${words}: ${names}.`)
}

/** Names of the strategies that have everything that a query needs. */
export function suited(needs: readonly (keyof StrategyParts)[]): string[] {
  const strategies = CATALOGUE.filter(({ has }) => needs.every((part) => has[part]))
  return strategies.map(({ name }) => name)
}

function wrapped(text: string): string {
  const lines: string[] = []
  let line = '#'
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > LINE) {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line].join('\n')
}
