import { useEffect, useState } from 'react'
import type { DiffPart } from './diff-words.ts'

/** What the answer changed: inserted words are underlined, removed ones struck through. */
export function DiffView({ before, after }: { before: string; after: string }) {
  const [parts, setParts] = useState<DiffPart[]>()
  useEffect(() => {
    let current = true
    void import('./diff-words.ts').then(({ diffWords }) => {
      if (current) setParts(diffWords(before, after))
    })
    return () => {
      current = false
    }
  }, [before, after])

  return (
    <div className="run-text" role="region" aria-label="Changes" tabIndex={0} data-testid="run-changes-view">
      <div className="run-block">
        {parts?.map((part, index) => {
          if (part.kind === 'added') return <ins key={index}>{part.text}</ins>
          if (part.kind === 'removed') return <del key={index}>{part.text}</del>
          return part.text
        })}
      </div>
    </div>
  )
}
