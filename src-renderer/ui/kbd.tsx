import { classNames } from './class-names.ts'
import { keycapsOf } from './keycaps.ts'

/** An Electron accelerator as keycaps. */
export function Kbd({ keys, large = false }: { keys: string; large?: boolean }) {
  return (
    <span className={classNames('kbd-group', large && 'kbd-large')}>
      {keycapsOf(keys).map((key) => (
        <kbd key={key} className="kbd">
          {key}
        </kbd>
      ))}
    </span>
  )
}
