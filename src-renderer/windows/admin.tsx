import { createRoot } from 'react-dom/client'
import '../ui/styles.css'
import '../ui/page.css'
import '../ui/page-medium.css'
import { AdminApp } from '../admin/admin-app.tsx'
import { styleNonce } from '../ui/style-nonce.ts'
import { rootElement } from './root-element.ts'

// Where the library that keeps the page still behind a dialog looks for the nonce of its style element.
Object.assign(window, { __webpack_nonce__: styleNonce() })
createRoot(rootElement()).render(<AdminApp />)
