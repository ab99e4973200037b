import { memo, useLayoutEffect, useRef } from 'react'
import { EarlierTurns } from './earlier-turns.tsx'
import { useRun } from './run-store.ts'

const nearEndPixels = 24

const Block = memo(function Block({ text }: { text: string }) {
  return <div className="run-block">{text}</div>
})

/** The answer as it comes in. Follows its end until the person scrolls away from it. */
export function RunText() {
  const blocks = useRun((state) => state.blocks)
  const running = useRun((state) => state.phase === 'running')
  const scroller = useRef<HTMLDivElement>(null)
  const following = useRef(true)

  useLayoutEffect(() => {
    if (blocks.length === 0) following.current = true
    if (following.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [blocks])

  return (
    <div
      ref={scroller}
      className="run-text"
      role="region"
      aria-label="Answer"
      aria-busy={running}
      tabIndex={0}
      onScroll={({ currentTarget }) => (following.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < nearEndPixels)}
      data-testid="run-text"
    >
      <EarlierTurns />
      {blocks.map((text, index) => (
        <Block key={index} text={text} />
      ))}
    </div>
  )
}
