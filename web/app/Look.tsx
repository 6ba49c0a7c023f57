import { useEffect } from 'react';
import { usePreferences } from '../preferences.ts';

/** Theme and density stand on the document, where the tokens read them. */
export function Look(): null {
  const { theme, density } = usePreferences();
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
    dataset.density = density;
  }, [theme, density]);
  return null;
}
