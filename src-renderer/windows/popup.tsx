import { createRoot } from 'react-dom/client'
import '../ui/styles.css'
import './popup.css'
import { PopupApp } from './popup-app.tsx'
import { rootElement } from './root-element.ts'

createRoot(rootElement()).render(<PopupApp />)
