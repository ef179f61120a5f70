import { colour } from '../chart/colour.js'

/** A copy of a canvas on the ground of its panel. */
export function drawnCanvas(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  const ctx = copy.getContext('2d')
  if (!ctx) return canvas
  ctx.fillStyle = colour('panel')
  ctx.fillRect(0, 0, copy.width, copy.height)
  ctx.drawImage(canvas, 0, 0)
  return copy
}

const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-family']

/** An SVG as a file: what the style sheets give its parts is written into them. */
export function drawnSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const parts = [...copy.querySelectorAll<SVGElement>('*')]
  svg.querySelectorAll<SVGElement>('*').forEach((part, i) => {
    const style = getComputedStyle(part)
    for (const name of STYLES) parts[i]?.setAttribute(name, style.getPropertyValue(name))
  })
  return new XMLSerializer().serializeToString(copy)
}
