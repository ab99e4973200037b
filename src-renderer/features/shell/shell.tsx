import { useEffect, useRef, type ReactNode } from 'react'
import { Notice } from '../../ui/notice.tsx'
import '../../ui/shell.css'
import { Navigation } from './navigation.tsx'
import { useShell } from './shell-store.ts'

/** The frame of the main window: navigation, notices, and the section. */
export function Shell({ children }: { children: ReactNode }) {
  const section = useShell((state) => state.section)
  const notices = useShell((state) => state.notices)
  const dismiss = useShell((state) => state.dismiss)
  const content = useRef<HTMLElement>(null)
  useEffect(() => {
    content.current?.scrollTo({ top: 0 })
  }, [section])
  return (
    <div className="shell">
      <Navigation />
      <div className="shell-column">
        <div className="shell-notices">
          {notices.map((notice) => (
            <Notice
              key={notice.id}
              level={notice.level}
              onDismiss={() => void dismiss(notice.id)}
              testId={`notice-${notice.id}`}
            >
              {notice.message}
            </Notice>
          ))}
        </div>
        <main ref={content} className="shell-content">
          {children}
        </main>
      </div>
    </div>
  )
}
