import { createRoot } from 'react-dom/client'
import '../ui/styles.css'
import '../ui/page.css'
import '../ui/page-medium.css'
import { MainApp } from './main-app.tsx'
import { rootElement } from './root-element.ts'

createRoot(rootElement()).render(<MainApp />)
