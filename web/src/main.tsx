import './style/base.css'
import './style/shell.css'
import './style/parts.css'
import './style/configuration.css'
import './style/lists.css'
import './style/people.css'
import './style/templates.css'
import './style/pages.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/queries.ts'
import { router } from './routes.tsx'
import { applyTheme } from './ui/theme.ts'
import { SpeechProvider } from './words/language.tsx'

applyTheme()
const app = document.querySelector('#app')
if (app)
  createRoot(app).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <SpeechProvider>
          <RouterProvider router={router} />
        </SpeechProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
