import { download } from '../parts/download.js'
import { pictureOf, pixelsOf } from './picture.js'

/** Saves the charts of the panel, or of the tab, that it stands in. */
export function SavePicture({ name }: { readonly name: string }) {
  const drawn = (button: HTMLElement) => {
    const panel = button.closest('.tab-body, .panel')
    return panel ? pictureOf(panel) : undefined
  }
  const saveSvg = (button: HTMLElement) => {
    const picture = drawn(button)
    if (picture) download(`${name}.svg`, picture.svg, 'image/svg+xml')
  }
  const savePng = async (button: HTMLElement) => {
    const picture = drawn(button)
    const blob = picture && (await pixelsOf(picture))
    if (blob) download(`${name}.png`, blob, 'image/png')
  }
  return (
    <>
      <button type="button" onClick={({ currentTarget }) => void savePng(currentTarget)}>
        Save as PNG
      </button>
      <button type="button" onClick={({ currentTarget }) => saveSvg(currentTarget)}>
        Save as SVG
      </button>
    </>
  )
}
