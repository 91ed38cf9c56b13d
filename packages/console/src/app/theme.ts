const STORED = 'slipway.theme';

export type Theme = 'light' | 'dark';

export const themeNow = (): Theme =>
  document.documentElement.classList.contains('pf-v6-theme-dark') ? 'dark' : 'light';

export const setTheme = (theme: Theme): void => {
  localStorage.setItem(STORED, theme);
  document.documentElement.classList.toggle('pf-v6-theme-dark', theme === 'dark');
};
