import { Component, type ComponentChildren } from 'preact'

interface FrozenProps {
  readonly content: ComponentChildren
}

/** Content that is left alone until it is replaced: what its reader changed in fields stays too. */
export class Frozen extends Component<FrozenProps> {
  override shouldComponentUpdate({ content }: FrozenProps): boolean {
    return content !== this.props.content
  }

  override render({ content }: FrozenProps) {
    return <>{content}</>
  }
}
