import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { PreferencesProvider } from './preferences.tsx';
import { createStore, StoreProvider } from './store.tsx';
import './tokens.css';

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root.');

createRoot(place).render(
  <StrictMode>
    <PreferencesProvider>
      <StoreProvider store={createStore()}>
        <App />
      </StoreProvider>
    </PreferencesProvider>
  </StrictMode>,
);
