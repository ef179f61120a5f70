import { download } from '../parts/download.js'
import { drawnCanvas, drawnSvg } from './picture.js'

/** Saves the chart of the panel it stands in: PNG of a canvas, SVG of a drawing. */
export function SavePicture({ name }: { readonly name: string }) {
  const save = (button: HTMLElement) => {
    const panel = button.closest('.panel')
    const canvas = panel?.querySelector<HTMLCanvasElement>('.chart canvas')
    if (canvas) {
      drawnCanvas(canvas).toBlob((blob) => blob && download(`${name}.png`, blob, 'image/png'))
      return
    }
    const svg = panel?.querySelector<SVGSVGElement>('svg.picture')
    if (svg) download(`${name}.svg`, drawnSvg(svg), 'image/svg+xml')
  }
  return (
    <button type="button" onClick={({ currentTarget }) => save(currentTarget)}>
      Save picture
    </button>
  )
}
