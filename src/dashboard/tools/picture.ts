import { colour } from '../chart/colour.js'

/** What a picture is drawn of: charts, their names, the ends of their axes, and tables of shades. */
const CHARTS = '.chart canvas, svg.picture, .multiple svg, .usage svg, .code-strip svg, table.heat'
const TEXTS =
  'h2, h3, figcaption > *, .ends span, .bins span, .readout > :not(.hint), .heatmap .readout, .legend span'
const CELLS = 'table.heat :is(th, td)'
const MARGIN = 12
/** Between parts that are not next to each other on the page. */
const GAP = 20

export interface Picture {
  readonly svg: string
  readonly width: number
  readonly height: number
}

interface Part {
  readonly box: DOMRect
  readonly draw: (x: number, y: number) => string
}

/** The charts of a part of the page in one SVG, where they stand; undefined where it has none. */
export function pictureOf(root: Element): Picture | undefined {
  const parts = partsOf(root).filter(({ box }) => box.width > 0 && box.height > 0)
  if (parts.length === 0) return undefined
  const left = Math.min(...parts.map(({ box }) => box.left))
  const width = Math.max(...parts.map(({ box }) => box.right)) - left + 2 * MARGIN
  const { place, height } = closedUp(parts)
  const drawn = parts.map(({ box, draw }) => draw(box.left - left + MARGIN, place(box.top)))
  const ground = `<rect width="100%" height="100%" fill="${colour('panel')}"/>`
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${ground}${drawn.join('')}</svg>`
  return { svg, width, height }
}

function partsOf(root: Element): Part[] {
  const found = <E extends Element>(selector: string) => [...root.querySelectorAll<E>(selector)]
  return [
    ...found<HTMLCanvasElement>('.chart canvas').map(ofCanvas),
    ...found<SVGSVGElement>(CHARTS)
      .filter((each) => each instanceof SVGSVGElement)
      .map(ofSvg),
    ...found(CELLS).map(ofCell),
    ...found(TEXTS).filter(isOfChart).map(ofText),
  ]
}

/** Whether a text stands beside a chart. */
function isOfChart(text: Element): boolean {
  const beside = text.closest('figure') ?? text.parentElement
  return beside?.querySelector(CHARTS) !== null
}

/** Where a height of the page is in the picture, with larger gaps closed. */
function closedUp(parts: readonly Part[]) {
  const boxes = parts.map(({ box }) => box).sort((a, b) => a.top - b.top)
  const steps: { readonly from: number; readonly shift: number }[] = []
  let bottom = boxes[0]?.top ?? 0
  let shift = MARGIN - bottom
  for (const box of boxes) {
    if (box.top > bottom + GAP) shift -= box.top - bottom - GAP
    steps.push({ from: box.top, shift })
    bottom = Math.max(bottom, box.bottom)
  }
  const place = (top: number) => top + (steps.findLast(({ from }) => from <= top)?.shift ?? shift)
  return { place, height: bottom + shift + MARGIN }
}

function ofCanvas(canvas: HTMLCanvasElement): Part {
  const box = canvas.getBoundingClientRect()
  const href = canvas.toDataURL()
  return {
    box,
    draw: (x, y) =>
      `<image x="${x}" y="${y}" width="${box.width}" height="${box.height}" href="${href}"/>`,
  }
}

const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'vector-effect',
  'font-size',
  'font-weight',
  'font-family',
]

/** A drawing with what the style sheets give its parts written into them. */
function ofSvg(svg: SVGSVGElement): Part {
  const box = svg.getBoundingClientRect()
  const copy = svg.cloneNode(true) as SVGSVGElement
  const parts = [...copy.querySelectorAll<SVGElement>('*')]
  svg.querySelectorAll<SVGElement>('*').forEach((part, i) => {
    const style = getComputedStyle(part)
    for (const name of STYLES) parts[i]?.setAttribute(name, style.getPropertyValue(name))
  })
  copy.removeAttribute('class')
  return {
    box,
    draw: (x, y) => {
      for (const [name, value] of Object.entries({ x, y, width: box.width, height: box.height }))
        copy.setAttribute(name, String(value))
      return new XMLSerializer().serializeToString(copy)
    },
  }
}

function ofCell(cell: Element): Part {
  const { box, draw } = ofText(cell)
  const { backgroundColor } = getComputedStyle(cell)
  return {
    box,
    draw: (x, y) =>
      `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" fill="${backgroundColor}"/>${draw(x, y)}`,
  }
}

function ofText(element: Element): Part {
  const box = element.getBoundingClientRect()
  const { color, fontSize, fontFamily, fontWeight, textAlign, lineHeight } =
    getComputedStyle(element)
  const isRight = textAlign === 'right' || textAlign === 'end'
  const style = `fill="${color}" font-size="${fontSize}" font-weight="${fontWeight}" font-family="${escaped(fontFamily)}" text-anchor="${isRight ? 'end' : 'start'}"`
  const size = Number.parseFloat(fontSize)
  const tall = Number.parseFloat(lineHeight) || size * 1.4
  const lines = linesOf(element.textContent ?? '', Math.max(1, Math.round(box.height / tall)))
  const down = (line: number) => (box.height * (line + 0.5)) / lines.length + size * 0.35
  return {
    box,
    draw: (x, y) =>
      lines
        .map(
          (text, line) =>
            `<text x="${isRight ? x + box.width - 4 : x}" y="${y + down(line)}" ${style}>${escaped(text)}</text>`,
        )
        .join(''),
  }
}

/** A text in so many lines of about the same length. */
function linesOf(text: string, count: number): string[] {
  const lines: string[] = []
  const most = Math.ceil(text.length / count) + 3
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const isFull = last === undefined || (lines.length < count && last.length + word.length > most)
    if (isFull) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** Pixels for each of the page. */
const SCALE = 2

/** A picture in pixels. */
export async function pixelsOf({ svg, width, height }: Picture): Promise<Blob | null> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob(resolve))
}
