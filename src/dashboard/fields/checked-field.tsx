import { useEffect, useState } from 'preact/hooks'
import type { Address } from '../address/address.js'
import { CHECKS, type CheckedKey } from '../address/checks.js'
import { go, wrongValues } from '../address/current.js'

interface CheckedFieldProps {
  readonly name: CheckedKey
  readonly label: string
  readonly value: string | number | undefined
  readonly type: 'number' | 'date' | 'text'
  readonly title?: string
  readonly unit?: string
  readonly min?: number | string | undefined
  readonly max?: number | string | undefined
  readonly step?: number
  readonly placeholder?: string
  /** What else a value must be; a reason where it is not. */
  readonly check?: (value: string | number) => string | undefined
}

/**
 * A field of the address. A wrong value is reported beside it and not taken; an empty one means
 * the default.
 */
export function CheckedField({
  name,
  label,
  value,
  unit,
  title,
  check,
  type,
  ...input
}: CheckedFieldProps) {
  const [reason, setReason] = useState<string>()
  const [typed, setTyped] = useState<string>()
  useEffect(() => {
    setTyped(undefined)
    setReason(undefined)
  }, [value])
  const wrong = reason ?? wrongInLink(name)
  const take = (text: string) => {
    const checked = text === '' ? { value: undefined } : CHECKS[name](text)
    const refused =
      'wrong' in checked ? checked.wrong : checked.value !== undefined && check?.(checked.value)
    setReason(refused || undefined)
    if (!refused && 'value' in checked) go({ [name]: checked.value } as Partial<Address>)
  }
  return (
    <span class="checked">
      <label class="field" title={title}>
        {`${label} `}
        <input
          {...input}
          // The types of Preact allow one kind of field at a time.
          type={type as 'text'}
          id={name}
          step={input.step ?? 'any'}
          inputMode={type === 'number' ? 'decimal' : undefined}
          value={typed ?? value ?? ''}
          aria-invalid={wrong ? 'true' : undefined}
          aria-describedby={wrong ? `${name}-wrong` : undefined}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onChange={({ currentTarget }) => take(currentTarget.value)}
        />
        {unit && <span class="unit">{unit}</span>}
      </label>
      {wrong && (
        <span class="wrong" id={`${name}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </span>
  )
}

/** Why the value of the link was not taken. */
function wrongInLink(name: CheckedKey): string | undefined {
  const found = wrongValues.value.find(({ key }) => key === name)
  return found && `“${found.text}” in the link is not ${found.wrong}`
}
