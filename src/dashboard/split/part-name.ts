/** `factor 3` → `F3`, as everywhere here; `cost` → `Cost`. */
export function partName(label: string): string {
  const factor = /^factor (\d+)$/.exec(label)
  return factor ? `F${factor[1]}` : label.charAt(0).toUpperCase() + label.slice(1)
}
