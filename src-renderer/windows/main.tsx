import { createRoot } from 'react-dom/client'
import '../ui/styles.css'
import '../ui/page.css'
import '../ui/page-medium.css'
import { sectionOfAddress } from '../features/shell/section-of-address.ts'
import { useShell } from '../features/shell/shell-store.ts'
import { MainApp } from './main-app.tsx'
import { rootElement } from './root-element.ts'

const section = sectionOfAddress(window.location.hash)
if (section !== undefined) useShell.getState().show(section)
createRoot(rootElement()).render(<MainApp />)
