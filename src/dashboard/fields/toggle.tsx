import { useEffect, useState } from 'preact/hooks'

interface ToggleProps {
  readonly id: string
  readonly type?: 'checkbox' | 'radio'
  /** Of radio buttons that exclude each other. */
  readonly name?: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly label?: string
  readonly onToggle: (checked: boolean) => void
}

/** A box that shows at once what was pressed, before the view has followed. */
export function Toggle({
  id,
  type = 'checkbox',
  name,
  checked,
  disabled,
  label,
  onToggle,
}: ToggleProps) {
  const [shown, setShown] = useState(checked)
  useEffect(() => setShown(checked), [checked])
  return (
    <input
      type={type}
      id={id}
      name={name}
      aria-label={label}
      checked={shown}
      disabled={disabled}
      onChange={({ currentTarget }) => {
        setShown(currentTarget.checked)
        onToggle(currentTarget.checked)
      }}
    />
  )
}
