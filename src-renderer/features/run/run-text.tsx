import { memo, useCallback, useEffect, useLayoutEffect, useRef, type UIEvent } from 'react'
import { EarlierTurns } from './earlier-turns.tsx'
import { useRun } from './run-store.ts'

const nearEndPixels = 24

const Block = memo(function Block({ text }: { text: string }) {
  return <div className="run-block">{text}</div>
})

/**
 * The answer as it comes in. Its end stays in sight, also when what lies
 * below grows, until the person scrolls away from it.
 */
export function RunText() {
  const blocks = useRun((state) => state.blocks)
  const running = useRun((state) => state.phase === 'running')
  const { scroller, onScroll, follow } = useFollowedEnd()

  useLayoutEffect(() => follow(blocks.length === 0), [blocks, follow])

  return (
    <div
      ref={scroller}
      className="run-text"
      role="region"
      aria-label="Answer"
      aria-busy={running}
      tabIndex={0}
      onScroll={onScroll}
      data-testid="run-text"
    >
      <EarlierTurns />
      {blocks.map((text, index) => (
        <Block key={index} text={text} />
      ))}
    </div>
  )
}

/**
 * Keeps the end of a scroller in sight. Only scrolling up leaves it: a
 * scroller that got smaller was not left by anybody.
 */
function useFollowedEnd() {
  const scroller = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const lastTop = useRef(0)
  const follow = useCallback((anew = false) => {
    const element = scroller.current
    if (anew) following.current = true
    if (element === null || !following.current) return
    element.scrollTop = element.scrollHeight
    lastTop.current = element.scrollTop
  }, [])
  useEffect(() => {
    const observer = new ResizeObserver(() => follow())
    if (scroller.current !== null) observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [follow])
  const onScroll = ({
    currentTarget: { scrollHeight, scrollTop, clientHeight },
  }: UIEvent<HTMLDivElement>) => {
    if (scrollHeight - scrollTop - clientHeight < nearEndPixels) following.current = true
    else if (scrollTop < lastTop.current) following.current = false
    lastTop.current = scrollTop
  }
  return { scroller, onScroll, follow }
}
