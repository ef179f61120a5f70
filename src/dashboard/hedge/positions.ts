export interface Position {
  readonly symbol: string
  readonly weight: number
}

export interface ParsedPositions {
  readonly positions: readonly Position[]
  /** What could not be read, a sentence each. */
  readonly wrong: readonly string[]
}

/** `AAPL, 0.1` or `AAPL 0.1` or `AAPL 10 %` a line; a header and empty lines are passed over. */
export function parsePositions(text: string): ParsedPositions {
  const positions: Position[] = []
  const wrong: string[] = []
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '' || (i === 0 && isHeader(line))) return
    const parsed = parseLine(line)
    if (parsed) positions.push(parsed)
    else wrong.push(`Line ${i + 1}, “${line.trim()}”, is not a symbol and a weight.`)
  })
  const twice = positions.find(({ symbol }, i) =>
    positions.some((other, j) => j < i && other.symbol === symbol),
  )
  if (twice) wrong.push(`${twice.symbol} is listed twice.`)
  return { positions, wrong }
}

const isHeader = (line: string) =>
  /symbol|asset|ticker/i.test(line) && /weight|position/i.test(line)

function parseLine(line: string): Position | undefined {
  const [symbol, written, ...more] = line
    .trim()
    .replace(/\s*%/, '%')
    .split(/[,;\t ]+/)
    .map((part) => part.replace(/^"|"$/g, ''))
  if (!symbol || !written || more.some((part) => part !== '')) return undefined
  const isPercent = written.endsWith('%')
  const weight = Number(written.replace('%', '').replace('−', '-')) / (isPercent ? 100 : 1)
  return Number.isFinite(weight) ? { symbol, weight } : undefined
}

/** Positions in a link: `AAPL:0.1,MSFT:-0.2`. */
export function writtenPositions(positions: readonly Position[]): string {
  return positions.map(({ symbol, weight }) => `${symbol}:${weight}`).join(',')
}

/** The text of positions in a link, a line each. */
export function linesOf(written: string): string {
  return written
    .split(',')
    .map((each) => each.replace(/:(?=[^:]*$)/, ', '))
    .join('\n')
}
